using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Packing;
using VideoFeat.Streaming;
using VideoFeat.Streaming.Adaptation;
using Xunit.Abstractions;

namespace VideoFeat.Tests.Streaming.Adaptation;

/// <summary>The whole chain over real sockets and a real clock: encoder, sender, a relay slower than the sender, receiver, reports.</summary>
public class AdaptedSendingTests(ITestOutputHelper output)
{
    private const int Enough = 20;
    private static readonly TensorShape Shape = new(1, 12, 40, 40);
    private int _intact;

    [SkippableFact]
    public async Task A_sender_three_times_faster_than_the_link_comes_down_to_it()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        int port = Ports.Free();
        await using var relay = new ThrottlingRelay(port, kbps: 500, queueBytes: 24_000);
        var codec = new CodecOptions { Encoder = "libx265", BitrateKbps = 1500, SetsPerSecond = 20, HighestQp = 45 };
        var adapter = new RateAdapter(codec, minKbps: 60);
        var options = new StreamerOptions { Codec = codec, SetsPerSecond = 20, Admit = adapter.Admit };
        RtpReceiver? receiver = null;
        Task? receiving = null;
        await using var streamer = new FeatureStreamer(options, (encoder, _) =>
        {
            var rtp = new RtpOptions { FramesPerSecond = encoder.FramesPerSecond, ReportInterval = TimeSpan.FromMilliseconds(200) };
            RtpSender sender = RtpSender.Connect(relay.Address, encoder.ExtraData, rtp);
            receiver = RtpReceiver.Bind(sender.Description with { Port = port }, new RtpReceiverOptions { ReportInterval = TimeSpan.FromMilliseconds(200) });
            receiving = CountIntactAsync(receiver, limit.Token);
            return new(sender);
        });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        end.CancelAfter(TimeSpan.FromSeconds(30));
        streamer.SetSent += _ =>
        {
            if (adapter.Report.Falls > 0 && streamer.Sets >= 60 && Volatile.Read(ref _intact) > Enough)
            {
                end.Cancel();
            }
        };
        long started = TimeProvider.System.GetTimestamp();
        await streamer.RunAsync(SetsAsync(), end.Token);
        RtpSenderStatistics network = ((RtpSender)streamer.Sender!).Statistics;
        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        AdaptationReport report = adapter.Report;
        foreach (AdaptationStep step in report.Steps)
        {
            output.WriteLine($"{step.Seconds:F1} s {step.Kbps:F0} kbit/s 1/{step.OneOf} {step.Reason}");
        }

        await streamer.DisposeAsync();
        await receiving!;
        output.WriteLine($"{streamer.Sets} sets sent, {streamer.Omitted} left out, {_intact} intact; {relay.Dropped} dropped; {network}");
        await receiver!.DisposeAsync();
        Skip.If(report.Falls == 0 && network.WireBytes * 8 / seconds < 600_000, $"skipped because this machine is too busy to make more than the link carries: {network.WireBytes * 8 / seconds / 1000:F0} kbit/s");
        Assert.True(network.Reports > 5, $"{network.Reports} reports came");
        Assert.True(report.Falls > 0, "the rate never fell");
        Assert.InRange(report.Kbps, 60, 1000);
        Assert.Equal(streamer.Omitted, report.SetsOmitted);
        Assert.True(_intact > Enough, $"{_intact} of {streamer.Sets} sets came through");
    }

    private async Task CountIntactAsync(RtpReceiver receiver, CancellationToken cancellation)
    {
        using var decoder = FeatureDecoder.Open();
        await foreach (ReceivedUnit unit in receiver.ReceiveAsync(cancellation))
        {
            using (unit)
            {
                decoder.Send(unit.Unit.Data.Span);
            }

            while (decoder.TryReceive(out DecodedFeature? feature))
            {
                Interlocked.Add(ref _intact, feature!.State == FeatureState.Intact ? 1 : 0);
                feature.Dispose();
            }
        }
    }

    private static async IAsyncEnumerable<SourcedSet> SetsAsync()
    {
        for (int i = 0; ; i++)
        {
            yield return new SourcedSet(new FeatureSet(Tensors.Features(Shape, i % 10)), DateTimeOffset.UnixEpoch, TimeSpan.Zero, TimeSpan.Zero);
            await Task.Yield();
        }
    }
}
