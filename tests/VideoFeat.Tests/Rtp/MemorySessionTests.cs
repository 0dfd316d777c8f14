using System.Buffers;
using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

/// <summary>Sender and receiver as a user has them, over a network of memory.</summary>
public class MemorySessionTests
{
    private const int Units = 40;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_heavy_loss_with_retransmission_units_come_without_a_gap_and_the_goodbye_ends_both_sides(bool secure)
    {
        using var limit = new CancellationTokenSource(Limit);
        (MemoryPort left, MemoryPort right) = MemoryPort.Pair(LossModel.Independent(0.1));
        List<byte[]> sent = [];
        RtpSender sender = Open(left, secure ? SrtpKey.Create() : null);
        await using RtpReceiver receiver = RtpReceiver.Over(right, sender.Description, new RtpReceiverOptions { ReorderDelay = TimeSpan.FromSeconds(5) });
        Task<List<byte[]>> receiving = ReceiveAsync(receiver, limit.Token);
        await SendAsync(sender, sent, limit.Token);
        await sender.DisposeAsync();
        List<byte[]> received = await receiving;

        // What is lost before the first packet that comes is never asked for, and what is lost at the goodbye has the time of the goodbye alone to come again.
        Assert.InRange(received.Count, Units - 3, Units);
        int first = sent.FindIndex(received[0].SequenceEqual);
        Assert.Equal(sent.Skip(first).Take(received.Count).Select(Convert.ToHexString), received.Select(Convert.ToHexString));
        Assert.Equal(new AnnouncedSets(0, Units), receiver.Announced);
    }

    [Fact]
    public async Task The_wire_bytes_that_are_foretold_are_those_that_go_out()
    {
        using var limit = new CancellationTokenSource(Limit);
        (MemoryPort left, MemoryPort _) = MemoryPort.Pair(LossModel.None);
        List<byte[]> sent = [];
        await using RtpSender sender = Open(left, null);
        await SendAsync(sender, sent, limit.Token);
        RtpSenderStatistics counted = sender.Statistics;
        Assert.True(counted.Packets > 3 * Units, $"{counted}");
        Assert.Equal(counted.PayloadBytes + (RtpWire.HeaderBytes * counted.Packets), sent.Sum(u => RtpWire.Bytes(u, 300)));
    }

    [Fact]
    public async Task The_goodbye_is_repeated_until_it_is_answered()
    {
        using var limit = new CancellationTokenSource(Limit);
        (MemoryPort left, MemoryPort right) = MemoryPort.Pair(LossModel.None);
        int goodbyes = 0;
        left.Swallows = datagram => SaysBye(datagram) && ++goodbyes <= 4;
        RtpSender sender = Open(left, null);
        await using RtpReceiver receiver = RtpReceiver.Over(right, sender.Description);
        Task<List<byte[]>> receiving = ReceiveAsync(receiver, limit.Token);
        await SendAsync(sender, [], limit.Token);
        await sender.DisposeAsync();
        Assert.Equal(Units, (await receiving).Count);

        // Four went nowhere; a busy machine may be too slow to answer the fifth in time.
        Assert.InRange(goodbyes, 5, 50);
    }

    [Fact]
    public async Task A_sender_that_nobody_hears_says_goodbye_once()
    {
        (MemoryPort left, _) = MemoryPort.Pair(LossModel.None);
        int goodbyes = 0;
        left.Swallows = datagram => SaysBye(datagram) && ++goodbyes > 0;
        RtpSender sender = Open(left, null);
        await SendAsync(sender, [], CancellationToken.None);
        await sender.DisposeAsync();
        Assert.Equal(1, goodbyes);
    }

    private static RtpSender Open(MemoryPort port, SrtpKey? key) =>
        RtpSender.Over(port, port, new IPEndPoint(IPAddress.Loopback, 2), [], new RtpOptions { MaxPacketBytes = 300, Key = key });

    private static async Task SendAsync(RtpSender sender, List<byte[]> sent, CancellationToken cancellation)
    {
        Random random = Seeds.Random();
        for (int i = 0; i < Units; i++)
        {
            byte[] unit = NalUnits.Unit(random, isKey: true, 900);
            sent.Add(unit);
            using var coded = new CodedFeature { Sequence = (ulong)i, Sets = 1 };
            byte[] rented = ArrayPool<byte>.Shared.Rent(unit.Length);
            unit.CopyTo(rented, 0);
            coded.Add(rented, unit.Length, isKey: true, i);
            await sender.SendAsync(coded, cancellation);
        }

        // The receiver has said at least once that it is there.
        await Task.Delay(50, cancellation);
    }

    private static async Task<List<byte[]>> ReceiveAsync(RtpReceiver receiver, CancellationToken cancellation)
    {
        List<byte[]> units = [];
        await foreach (ReceivedUnit unit in receiver.ReceiveAsync(cancellation))
        {
            using (unit)
            {
                units.Add(unit.Unit.Data.ToArray());
            }
        }

        return units;
    }

    private static bool SaysBye(byte[] datagram)
    {
        foreach (RtcpPacket packet in new RtcpCompound(RtcpType.IsRtcp(datagram) ? datagram : []))
        {
            if (packet.Type == RtcpType.Bye)
            {
                return true;
            }
        }

        return false;
    }
}
