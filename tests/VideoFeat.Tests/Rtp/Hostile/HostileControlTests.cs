using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp.Hostile;

/// <summary>What false requests can make a sender do.</summary>
public class HostileControlTests
{
    private const int Units = 300;

    private static readonly RtpOptions Options = new() { MaxPacketBytes = 300, BurstBytes = 10_000 };

    private static readonly byte[] Unit = [0, 0, 1, 0x4E, 1, 5, 6, 7, 0, 0, 1, 0x26, 1, .. Enumerable.Repeat((byte)0xAB, 3000)];

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Requests_for_packets_make_no_more_traffic_than_their_share(double share)
    {
        using var transmission = new RtpTransmission(Options with { RetransmissionShare = share }, SimulatedSession.Numbers, []);
        var batch = new DatagramBatch();
        long media = 0, again = 0;
        for (int i = 0; i < Units; i++)
        {
            TimeSpan now = TimeSpan.FromMilliseconds(33 * i);
            media += Bytes(batch, () => transmission.Send(new AccessUnit(Unit, true, i), now, batch));
            var flood = new RtcpWriter();
            uint sent = NtpTime.Middle(NtpTime.From(DateTimeOffset.UnixEpoch + now));
            flood.ReceiverReport(7, new ReportBlock(SimulatedSession.Numbers.Media, 0, 0, 0, 0, sent, 0)); // a round trip of nothing
            flood.Nack(7, SimulatedSession.Numbers.Media, [.. Enumerable.Range(1, 200).Select(n => (ushort)(SimulatedSession.Numbers.Sequence + transmission.Statistics.Packets - n))]);
            for (int j = 0; j < 30; j++)
            {
                again += Bytes(batch, () => transmission.TakeControl(flood.Written.ToArray(), now + TimeSpan.FromMilliseconds(j), DateTimeOffset.UnixEpoch + now, batch));
            }
        }

        Assert.InRange(again, (share * media * 0.9) + Options.BurstBytes, (share * media * 1.1) + Options.BurstBytes + Options.MaxPacketBytes);
        Assert.True(transmission.Statistics.OverAllowance > 0);
    }

    [Fact]
    public void Requests_for_key_pictures_are_granted_at_most_once_an_interval_and_none_is_forgotten()
    {
        using var transmission = new RtpTransmission(Options, SimulatedSession.Numbers, []);
        var flood = new RtcpWriter();
        flood.ReceiverReport(7, null);
        flood.PictureLoss(7, SimulatedSession.Numbers.Media);
        var batch = new DatagramBatch();
        List<int> granted = [];
        for (int ms = 0; ms < 1600; ms++)
        {
            if (ms < 1000)
            {
                transmission.TakeControl(flood.Written.ToArray(), TimeSpan.FromMilliseconds(ms), DateTimeOffset.UnixEpoch, batch);
            }

            if (transmission.TakeKeyRequest(TimeSpan.FromMilliseconds(ms)))
            {
                granted.Add(ms);
            }
        }

        Assert.Equal([0, 250, 500, 750, 1000], granted);
        Assert.Equal(1000, transmission.Statistics.KeyRequests);
    }

    private static long Bytes(DatagramBatch batch, Action make)
    {
        batch.Clear();
        make();
        return Enumerable.Range(0, batch.Count).Sum(i => (long)batch[i].Length);
    }
}
