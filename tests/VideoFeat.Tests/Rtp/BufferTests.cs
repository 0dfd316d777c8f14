using VideoFeat.Bridges.Rtp.Session;

namespace VideoFeat.Tests.Rtp;

public class BufferTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Packets_shuffled_within_the_bounds_come_out_in_order()
    {
        Random random = Seeds.Random();
        long[] numbers = [0, .. Enumerable.Range(1, 5000).OrderBy(i => i + random.Next(20)).Select(i => (long)i)];
        using var buffer = new ReorderBuffer(64, 50 * Ms);
        List<long> taken = [];
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.True(buffer.TryAdd(numbers[i], 0, false, [1], i * Ms / 10));
            while (buffer.TryTake(i * Ms / 10, out WaitingPacket packet))
            {
                taken.Add(packet.Sequence);
            }
        }

        Assert.Equal(Enumerable.Range(0, 5001).Select(i => (long)i), taken);
    }

    [Fact]
    public void A_gap_is_waited_for_as_long_as_allowed_and_then_given_up()
    {
        using var buffer = new ReorderBuffer(64, 50 * Ms);
        buffer.TryAdd(10, 0, false, [], TimeSpan.Zero, starts: true);
        Assert.True(buffer.TryTake(TimeSpan.Zero, out _));
        buffer.TryAdd(12, 0, false, [], 5 * Ms);
        Assert.False(buffer.TryTake(54 * Ms, out _));
        Assert.True(buffer.TryTake(55 * Ms, out WaitingPacket packet));
        Assert.Equal(12, packet.Sequence);
        Assert.False(buffer.TryAdd(11, 0, false, [], 56 * Ms));
        Assert.Equal(1, buffer.Late);
    }

    [Fact]
    public void The_sequence_opens_with_the_start_of_a_unit_and_waits_for_it_as_for_a_gap()
    {
        using var buffer = new ReorderBuffer(64, 50 * Ms);
        buffer.TryAdd(12, 0, false, [], TimeSpan.Zero);
        Assert.False(buffer.TryTake(49 * Ms, out _));
        buffer.TryAdd(10, 0, false, [], 49 * Ms, starts: true);
        Assert.True(buffer.TryTake(49 * Ms, out WaitingPacket packet));
        Assert.Equal(10, packet.Sequence);

        using var joined = new ReorderBuffer(64, 50 * Ms);
        joined.TryAdd(12, 0, false, [], TimeSpan.Zero);
        Assert.True(joined.TryTake(50 * Ms, out packet));
        Assert.Equal(12, packet.Sequence);
    }

    [Fact]
    public void No_more_packets_wait_than_allowed()
    {
        using var buffer = new ReorderBuffer(8, TimeSpan.FromHours(1));
        buffer.TryAdd(0, 0, false, [], TimeSpan.Zero);
        buffer.TryTake(TimeSpan.Zero, out _);
        for (int i = 2; i < 200; i++)
        {
            buffer.TryAdd(i, 0, false, [], TimeSpan.Zero);
            while (buffer.TryTake(TimeSpan.Zero, out _))
            {
            }

            Assert.InRange(buffer.Count, 0, 8);
        }
    }

    [Fact]
    public void A_run_is_of_equal_datagrams_with_a_shorter_one_at_its_end_and_within_its_limits()
    {
        var batch = new DatagramBatch();
        foreach (int length in new[] { 80, 100, 100, 100, 30, 100, 100, 120 })
        {
            batch.Reserve(200)[..length].Fill((byte)length);
            batch.Commit(length);
        }

        List<(int, int)> runs = [];
        for (int at = 0; at < batch.Count; at += runs[^1].Item1)
        {
            DatagramRun run = batch.Run(at, maxBytes: 1000, maxCount: 3);
            Assert.Equal(batch[at].Length, run.DatagramBytes);
            Assert.Equal(Enumerable.Range(at, run.Count).SelectMany(i => batch[i].ToArray()), run.Bytes.ToArray());
            runs.Add((run.Count, run.Bytes.Length));
        }

        Assert.Equal([(1, 80), (3, 300), (1, 30), (2, 200), (1, 120)], runs);
        Assert.Equal(2, batch.Run(1, maxBytes: 250, maxCount: 9).Count);
        Assert.Equal(1, batch.Run(1, maxBytes: 10, maxCount: 9).Count);
    }

    [Fact]
    public void Duplicates_are_counted_and_dropped()
    {
        using var buffer = new ReorderBuffer(8, Ms);
        Assert.True(buffer.TryAdd(5, 0, false, [], TimeSpan.Zero));
        Assert.False(buffer.TryAdd(5, 0, false, [], TimeSpan.Zero));
        Assert.Equal(1, buffer.Duplicates);
    }

    [Fact]
    public void Missing_packets_are_asked_for_after_the_tolerance_then_once_a_round_trip_and_not_for_ever()
    {
        var nacks = new NackList(maxRequests: 2, reorderTolerance: 5 * Ms);
        nacks.Arrived(65_535, TimeSpan.Zero);
        nacks.Arrived(65_539, TimeSpan.Zero);
        nacks.Arrived(65_537, 2 * Ms);
        Assert.Empty(Due(4));
        Assert.Equal([(ushort)0, (ushort)2], Due(5));
        Assert.Empty(Due(24));
        nacks.Arrived(65_536, 24 * Ms);
        Assert.Equal([(ushort)2], Due(25));
        Assert.Empty(Due(500));

        List<ushort> Due(int ms)
        {
            List<ushort> due = [];
            nacks.TakeDue(ms * Ms, 20 * Ms, due);
            return due;
        }
    }

    [Fact]
    public void Sent_packets_are_kept_within_all_three_bounds()
    {
        using var sent = new SentPackets(maxPackets: 4, maxBytes: 100, maxAge: 50 * Ms);
        for (ushort i = 0; i < 10; i++)
        {
            sent.Add(i, new byte[10], i * Ms);
        }

        Assert.Equal(4, sent.Count);
        Assert.False(sent.TryGet(5, 10 * Ms, Ms, out _));
        Assert.True(sent.TryGet(6, 10 * Ms, Ms, out ReadOnlySpan<byte> packet));
        Assert.Equal(10, packet.Length);
        sent.Add(10, new byte[95], 11 * Ms);
        Assert.Equal(1, sent.Count);
        Assert.False(sent.TryGet(10, 62 * Ms, Ms, out _));
        sent.Add(11, new byte[101], 12 * Ms);
        Assert.False(sent.TryGet(11, 12 * Ms, Ms, out _));
    }

    [Fact]
    public void A_packet_is_not_sent_again_twice_within_a_round_trip()
    {
        using var sent = new SentPackets(4, 100, 500 * Ms);
        sent.Add(1, [9], TimeSpan.Zero);
        Assert.True(sent.TryGet(1, 10 * Ms, 20 * Ms, out _));
        Assert.False(sent.TryGet(1, 29 * Ms, 20 * Ms, out _));
        Assert.True(sent.TryGet(1, 30 * Ms, 20 * Ms, out _));
    }

    [Fact]
    public void Four_hundred_kilobytes_leave_at_the_rate_behind_one_burst()
    {
        var bucket = new TokenBucket(80_000_000, 20_000); // 10 MB/s
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 400; i++)
        {
            now += bucket.Take(1000, now);
        }

        Assert.Equal(38, now.TotalMilliseconds, 3); // (400 KB - 20 KB) / 10 MB/s
        Assert.Equal(TimeSpan.Zero, bucket.Take(1000, now + Ms));
    }
}
