using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

/// <summary>Sender and receiver without codecs: units of random bytes over a simulated network.</summary>
public class CoreSessionTests
{
    private static readonly RtpOptions Small = new() { MaxPacketBytes = 300, Retransmission = false };

    public static TheoryData<SrtpSuite?> Keys { get; } = [null, .. Enum.GetValues<SrtpSuite>().Select(s => (SrtpSuite?)s)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Units_arrive_bit_for_bit_over_wrapping_numbers_and_no_datagram_exceeds_the_limit(SrtpSuite? suite)
    {
        RtpOptions options = Small with { Key = suite is SrtpSuite s ? SrtpKey.Create(s) : null, Retransmission = true, RepairShare = 0.2 };
        using var session = new SimulatedSession(LossModel.None, options) { Jitter = TimeSpan.FromMilliseconds(8), Duplicates = 0.05 };
        List<byte[]> sent = Run(session, 300, _ => true);
        List<ReceivedUnit> received = Received(session);

        Assert.Equal(sent.Select(Convert.ToHexString), received.Select(u => Convert.ToHexString(u.Unit.Data.Span)));
        Assert.All(received.Skip(1), u => Assert.Equal(0, u.MissingPackets));
        Assert.Equal(3000, received[1].Unit.Pts - received[0].Unit.Pts);
        Assert.Equal((received.Count - 1) * 3000, received[^1].Unit.Pts - received[0].Unit.Pts);
        Assert.All(session.DatagramLengths, l => Assert.InRange(l, 1, 300));
        Assert.True(session.Reception.Statistics.ExpectedPackets > 1000);
    }

    [Fact]
    public void Without_help_lost_units_are_dropped_with_reasons_and_the_others_are_whole()
    {
        using var session = new SimulatedSession(LossModel.Independent(0.03), Small);
        List<byte[]> sent = Run(session, 500, _ => true);
        List<ReceivedUnit> received = Received(session);
        HashSet<string> all = [.. sent.Select(Convert.ToHexString)];
        Assert.All(received, u => Assert.Contains(Convert.ToHexString(u.Unit.Data.Span), all));
        Assert.InRange(received.Count, 300, 480);
        RtpReceiverStatistics statistics = session.Reception.Statistics;
        Assert.Equal(statistics.Units, received.Count);
        Assert.InRange(received.Sum(u => u.MissingPackets), statistics.Missing - 20, statistics.Missing);
        Assert.True(statistics.Dropped[DropReason.PacketsMissing] > 10);
        Assert.Contains(received, u => u is { DroppedUnits: > 0, Reason: DropReason.PacketsMissing, MissingPackets: > 0 });
    }

    [Fact]
    public void Retransmission_brings_everything_at_five_percent()
    {
        using var session = new SimulatedSession(LossModel.Independent(0.05), Small with { Retransmission = true });
        List<byte[]> sent = Run(session, 500, _ => true);
        List<ReceivedUnit> received = Received(session);
        Assert.Equal(sent.Count, received.Count);
        Assert.InRange(session.Reception.Statistics.Retransmitted, 50, 1000);
        Assert.Equal(0, session.Reception.Statistics.Missing);
    }

    [Fact]
    public void Repair_packets_bring_back_most_units_without_asking()
    {
        using var without = new SimulatedSession(LossModel.Independent(0.03), Small);
        using var with = new SimulatedSession(LossModel.Independent(0.03), Small with { RepairShare = 0.3 });
        Run(without, 500, _ => true);
        Run(with, 500, _ => true);
        int lostWithout = 500 - Received(without).Count, lostWith = 500 - Received(with).Count;
        Assert.True(with.Reception.Statistics.Repaired > 20);
        Assert.True(lostWith * 3 < lostWithout, $"{lostWith} units lost with repair, {lostWithout} without");
    }

    [Fact]
    public void In_a_stream_with_inter_prediction_nothing_is_handed_out_from_a_loss_to_the_next_key_which_is_asked_for()
    {
        using var session = new SimulatedSession(LossModel.Independent(0.02), Small);
        bool key = true;
        List<bool> keys = [];
        List<byte[]> sent = Run(session, 600, _ =>
        {
            key = keys.Count == 0 || session.Transmission.TakeKeyRequest(session.Now);
            keys.Add(key);
            return key;
        });
        List<int> received = [.. Received(session).Select(u => sent.FindIndex(s => u.Unit.Data.Span.SequenceEqual(s)))];
        Assert.DoesNotContain(-1, received);
        for (int i = 1; i < received.Count; i++)
        {
            Assert.True(received[i] == received[i - 1] + 1 || keys[received[i]], $"unit {received[i]} came after {received[i - 1]} and is no key");
        }

        int requests = keys.Count(k => k) - 1;
        Assert.True(requests > 10, $"{requests} key pictures were asked for");
        Assert.True(received.Count > 300);
        Assert.True(session.Reception.Statistics.Dropped[DropReason.WaitingForKey] > 10);
    }

    [Fact]
    public void A_loss_without_help_ends_with_the_key_picture_after_two_frames_the_wait_and_a_round_trip()
    {
        const int frame = 33, wait = 30, slack = 3;
        using var session = new SimulatedSession(LossModel.None, Small);
        TimeSpan? lost = null, back = null;
        for (int ms = 0; ms < 1000 && back is null; ms++)
        {
            if (ms % frame == 0)
            {
                bool key = ms == 0 || session.Transmission.TakeKeyRequest(session.Now);
                session.Receives = ms != 10 * frame;
                lost = session.Receives ? lost : session.Now;
                session.Send(Unit(Seeds.Random(ms), key, 900) with { Pts = ms / frame });
            }

            session.Pass(1);
            foreach (ReceivedUnit unit in Received(session))
            {
                back = lost is not null && unit.MissingPackets > 0 ? session.Now : back;
                unit.Dispose();
            }
        }

        double recovered = (back!.Value - lost!.Value).TotalMilliseconds;
        Assert.InRange(recovered, wait, (2 * frame) + wait + (2 * session.Delay.TotalMilliseconds) + slack);
        Assert.Equal(1, session.Reception.Statistics.KeyRequests);
    }

    [Fact]
    public void A_wrong_key_is_an_error_after_the_limit()
    {
        using var session = new SimulatedSession(LossModel.None, Small with { Key = new SrtpKey(SrtpSuite.AeadAes128Gcm, new byte[28]) });
        using var other = new RtpReception(
            SimulatedSession.Describe(Small with { Key = SrtpKey.Create(SrtpSuite.AeadAes128Gcm) }), new RtpReceiverOptions { AuthenticationFailureLimit = 5 }, 1);
        var batch = new DatagramBatch();
        session.Transmission.Send(Unit(Seeds.Random(), true, 2000), TimeSpan.Zero, batch);
        for (int i = 0; i < 5; i++)
        {
            Assert.Null(other.Fault);
            other.Take(batch[i].ToArray(), [1], TimeSpan.Zero);
        }

        Assert.Equal("5 SRTP packets in a row are not authentic under AEAD_AES_128_GCM: sender and receiver have different keys or suites.", other.Fault);
    }

    [Fact]
    public void Packets_that_are_not_authentic_are_somebody_elses_once_the_source_is_known()
    {
        using var session = new SimulatedSession(LossModel.None, Small with { Key = SrtpKey.Create() }, new RtpReceiverOptions { AuthenticationFailureLimit = 5 });
        Run(session, 3, _ => true);
        using var other = new RtpTransmission(Small with { Key = SrtpKey.Create() }, SimulatedSession.Numbers, []);
        var batch = new DatagramBatch();
        other.Send(Unit(Seeds.Random(), true, 5000), TimeSpan.Zero, batch);
        for (int i = 0; i < batch.Count; i++)
        {
            session.Reception.Take(batch[i].ToArray(), SimulatedSession.SenderAddress, session.Now);
        }

        Assert.True(session.Reception.Statistics.Refused > 5);
        Assert.Null(session.Reception.Fault);
        Assert.Equal(3, Received(session).Count);
    }

    [Theory]
    [InlineData(SrtpSuite.AesCm128HmacSha1Tag80)]
    [InlineData(SrtpSuite.AeadAes128Gcm)]
    public void A_receiver_that_joins_after_the_sequence_numbers_wrapped_finds_out_how_often(SrtpSuite suite)
    {
        RtpOptions options = Small with { Key = SrtpKey.Create(suite) };
        using var session = new SimulatedSession(LossModel.None, options);
        session.Receives = false;
        for (int i = 0; i < 30; i++)
        {
            session.Send(Unit(Seeds.Random(i), true, 280 * 7_000) with { Pts = i }); // 210,000 packets: three times around
        }

        session.Receives = true;
        Run(session, 10, _ => true);
        Assert.InRange(Received(session).Count, 8, 10);
        Assert.Null(session.Reception.Fault);
    }

    [Fact]
    public void A_source_on_probation_that_SDP_names_is_not_pushed_aside_by_a_flood()
    {
        using var reception = new RtpReception(SimulatedSession.Describe(Small) with { MediaSsrc = SimulatedSession.Numbers.Media }, new RtpReceiverOptions(), 1);
        using var named = new RtpTransmission(Small, SimulatedSession.Numbers, []);
        var batch = new DatagramBatch();
        named.Send(Unit(Seeds.Random(), true, 900), TimeSpan.Zero, batch);
        for (int i = 0; i < batch.Count; i++)
        {
            byte[] other = [.. batch[i].Span];
            other[8] ^= (byte)(i + 1); // another SSRC each time
            reception.Take(other, [7], TimeSpan.Zero);
            reception.Take(batch[i].ToArray(), [2], TimeSpan.Zero);
        }

        Assert.True(reception.TryTakeUnit(out ReceivedUnit? unit));
        unit!.Dispose();
        Assert.Equal(1, reception.Statistics.Sources);
    }

    [Fact]
    public void A_second_source_and_another_address_are_ignored_while_the_first_is_there()
    {
        using var session = new SimulatedSession(LossModel.None, Small);
        var flood = new RtpTransmission(Small, SimulatedSession.Numbers with { Media = 7 }, []);
        var same = new RtpTransmission(Small, SimulatedSession.Numbers, []);
        var batch = new DatagramBatch();
        List<byte[]> sent = Run(session, 100, i =>
        {
            batch.Clear();
            flood.Send(Unit(Seeds.Random(i), true, 400), TimeSpan.Zero, batch);
            int bySsrc = batch.Count;
            same.Send(Unit(Seeds.Random(i), true, 400), TimeSpan.Zero, batch);
            for (int d = 0; i > 1 && d < batch.Count; d++)
            {
                session.Reception.Take(batch[d].ToArray(), d < bySsrc ? [2, 0, 1, 2, 127, 0, 0, 1] : [9, 9], session.Now);
            }

            return true;
        });
        Assert.Equal(sent.Count, Received(session).Count);
        Assert.Equal(1, session.Reception.Statistics.Sources);
        Assert.True(session.Reception.Statistics.Foreign > 300);
    }

    [Fact]
    public void A_sender_that_starts_anew_after_a_silence_is_taken_up()
    {
        using var session = new SimulatedSession(LossModel.None, Small);
        Run(session, 10, _ => true);
        session.Pass(3000);
        using var second = new RtpTransmission(Small, SimulatedSession.Numbers with { Media = 9, Sequence = 5 }, []);
        var batch = new DatagramBatch();
        for (int i = 0; i < 5; i++)
        {
            batch.Clear();
            second.Send(Unit(Seeds.Random(i), true, 900) with { Pts = i }, session.Now, batch);
            for (int d = 0; d < batch.Count; d++)
            {
                session.Reception.Take(batch[d].ToArray(), [5], session.Now);
            }
        }

        Assert.Equal(15, Received(session).Count);
        Assert.Equal(2, session.Reception.Statistics.Sources);
    }

    [Fact]
    public void A_sender_that_goes_on_after_a_silence_loses_nothing()
    {
        using var session = new SimulatedSession(LossModel.None, Small);
        Random random = Seeds.Random();
        for (int i = 0; i < 10; i++)
        {
            session.Send(Unit(random, i == 0, 900) with { Pts = i });
            session.Pass(3000);
        }

        Assert.Equal(10, Received(session).Count);
        Assert.Equal(1, session.Reception.Statistics.Sources);
    }

    [Fact]
    public void Goodbye_ends_the_stream_and_hands_out_what_waits()
    {
        using var session = new SimulatedSession(LossModel.None, Small);
        Run(session, 5, _ => true);
        Assert.False(session.Reception.HasEnded);
        session.Report(bye: true);
        session.Pass(20);
        Assert.True(session.Reception.HasEnded);
        Assert.Equal(5, Received(session).Count);
    }

    [Fact]
    public void What_is_on_its_way_at_the_goodbye_is_asked_for_and_still_comes()
    {
        using var session = new SimulatedSession(LossModel.None, Small with { Retransmission = true });
        Run(session, 5, _ => true);
        session.Receives = false;
        session.Send(Unit(Seeds.Random(), true, 900) with { Pts = 5 });
        session.Pass(10);
        session.Receives = true;
        session.Transmission.Announce(0, 6, TimeSpan.Zero);
        session.Report(bye: true);
        session.Pass(6);
        Assert.False(session.Reception.HasEnded);
        session.Pass(30);
        Assert.True(session.Reception.HasEnded);
        Assert.True(session.Transmission.HeardGoodbye);
        Assert.Equal(6, Received(session).Count);
        Assert.Equal(new Bridges.AnnouncedSets(0, 6), session.Reception.Announced);
    }

    [Fact]
    public void Reports_give_the_sender_loss_and_round_trip()
    {
        using var session = new SimulatedSession(LossModel.Independent(0.1), Small);
        Run(session, 200, i =>
        {
            if (i % 10 == 0)
            {
                session.Report();
            }

            return true;
        });
        Assert.InRange(session.Transmission.Statistics.LossReported!.Value, 0.02, 0.25);
        Assert.InRange(session.Transmission.Statistics.RoundTrip!.Value.TotalMilliseconds, 9, 13);
    }

    [Fact]
    public void Units_that_nobody_takes_are_dropped_and_counted()
    {
        using var session = new SimulatedSession(LossModel.None, Small, new RtpReceiverOptions { MaxWaitingUnits = 4 });
        Run(session, 20, _ => true);
        Assert.Equal(4, Received(session).Count);
        Assert.Equal(16, session.Reception.Statistics.Dropped[DropReason.ConsumerTooSlow]);
    }

    [Fact]
    public void Mutated_packets_of_the_source_give_no_unit_that_was_not_sent_whole_and_no_exception()
    {
        using var session = new SimulatedSession(LossModel.None, Small with { Retransmission = true, RepairShare = 0.2 });
        Random random = Seeds.Random();
        var batch = new DatagramBatch();
        for (int i = 0; i < 3000; i++)
        {
            batch.Clear();
            session.Transmission.Send(Unit(random, true, 500) with { Pts = i }, session.Now, batch);
            for (int d = 0; d < batch.Count; d++)
            {
                byte[] datagram = batch[d].ToArray();
                for (int flips = random.Next(3); flips > 0; flips--)
                {
                    datagram[random.Next(datagram.Length)] ^= (byte)(1 << random.Next(8));
                }

                session.Reception.Take(random.Next(9) == 0 ? datagram[..random.Next(datagram.Length)] : datagram, [2], session.Now);
            }

            session.Pass(1);
            Received(session).ForEach(u => u.Dispose());
        }

        Assert.True(session.Reception.Statistics.Malformed > 100);
    }

    [Fact]
    public void Options_out_of_range_are_all_told_at_once()
    {
        string message = Assert.Throws<ArgumentException>(() => new RtpOptions { MaxPacketBytes = 10, RepairShare = 2 }.Validate()).Message;
        Assert.Equal("packet limit is 10 bytes; allowed are 200..65507; repair share is 2; allowed are 0..1.", message);
        message = Assert.Throws<ArgumentException>(() => new RtpReceiverOptions { MaxUnitBytes = 1, MaxWaitingUnits = 0 }.Validate()).Message;
        Assert.Equal("access unit limit is 1 bytes; allowed are 1024..1073741824; waiting units is 0; allowed are 1..10000.", message);
    }

    private static List<byte[]> Run(SimulatedSession session, int units, Func<int, bool> isKey)
    {
        Random random = Seeds.Random(units);
        List<byte[]> sent = [];
        for (int i = 0; i < units; i++)
        {
            AccessUnit unit = Unit(random, isKey(i), random.Next(20, 2500)) with { Pts = i };
            sent.Add(unit.Data.ToArray());
            session.Send(unit);
            session.Pass(33);
        }

        session.Pass(500);
        return sent;
    }

    private static List<ReceivedUnit> Received(SimulatedSession session)
    {
        List<ReceivedUnit> units = [];
        while (session.Reception.TryTakeUnit(out ReceivedUnit? unit))
        {
            units.Add(unit!);
        }

        return units;
    }

    private static AccessUnit Unit(Random random, bool isKey, int sliceBytes) => new(NalUnits.Unit(random, isKey, Math.Max(3, sliceBytes)), isKey, 0);
}
