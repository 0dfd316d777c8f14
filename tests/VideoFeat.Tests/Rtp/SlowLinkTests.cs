using System.Diagnostics;
using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

/// <summary>A sender that is faster than its link.</summary>
public class SlowLinkTests
{
    [Fact]
    public async Task Sending_waits_for_the_link_queues_nothing_and_every_set_arrives()
    {
        // On one machine a burst may be half of what the receiver's buffer holds.
        const double bitsPerSecond = 400_000;
        const int buffer = 64 << 10, bytes = 3 * buffer;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP);
        var options = new RtpOptions { MaxPacketBytes = 400, PacingBitsPerSecond = bitsPerSecond, BurstBytes = 1500 };
        await using RtpSender sender = RtpSender.Connect(new IPEndPoint(IPAddress.Loopback, Ports.Free()), stream.ExtraData, options);
        await using RtpReceiver receiver = RtpReceiver.Bind(sender.Description.ToText(), new RtpReceiverOptions { SocketBufferBytes = buffer, MaxWaitingUnits = 10_000 });
        var clock = Stopwatch.StartNew();
        int sets = 0;
        for (; sender.Statistics.PayloadBytes < bytes; sets++)
        {
            using CodedFeature coded = stream.Next();
            await sender.SendAsync(coded, limit.Token);

            // What a set leaves behind has left by then: nothing waits in the sender.
            double paced = 8 * (sender.Statistics.PayloadBytes - buffer) / bitsPerSecond;
            Assert.True(clock.Elapsed.TotalSeconds >= paced * 0.9, $"{sender.Statistics.PayloadBytes} bytes left within {clock.Elapsed.TotalSeconds:F3} s");
        }

        await sender.DisposeAsync();
        using var decoder = FeatureDecoder.Open();
        List<DecodedFeature> features = [];
        await foreach (ReceivedUnit unit in receiver.ReceiveAsync(limit.Token))
        {
            using (unit)
            {
                decoder.Send(unit.Unit.Data.Span);
            }

            while (decoder.TryReceive(out DecodedFeature? feature))
            {
                features.Add(feature!);
            }
        }

        Assert.Equal(sets, stream.Check(features)[FeatureState.Intact]);
    }
}
