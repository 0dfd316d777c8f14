using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Monitoring;
using VideoFeat.Monitoring.Pictures;
using VideoFeat.Packing;
using VideoFeat.Streaming;

namespace VideoFeat.Benchmarks;

/// <summary>What showing a receiver costs it: observing a set, and making its picture, beside decoding it.</summary>
internal static class MonitorBench
{
    private static readonly Stage[] Stages = [Stage.Capture, Stage.Front, Stage.Pack, Stage.Encode, Stage.Network, Stage.Decode, Stage.Unpack, Stage.Back];

    public static void Run(double seconds)
    {
        foreach ((int channels, int side) in new[] { (64, 52), (256, 80) })
        {
            using FeatureSet set = SampleFeatures.Make(channels, side, side, seed: 1);
            using FeatureEncoder encoder = FeatureEncoder.Open([set[0].Spec], new CodecOptions { Lossless = true });
            using FeatureDecoder decoder = FeatureDecoder.Open();
            using CodedFeature first = encoder.Encode(set), second = encoder.Encode(set);
            using DecodedFeature feature = decoder.Decode(first).Single();
            StreamMonitor monitor = StreamMonitor.StartAsync(new MonitorOptions { Page = new IPEndPoint(IPAddress.Loopback, 0) }).GetAwaiter().GetResult();
            int turn = 0;
            var run = Paired.Run(
            [
                // Two in turn: a decoder drops what it has just seen.
                Contestant.Of("decode a set", () => decoder.Decode(turn++ % 2 == 0 ? second : first).Single().Dispose()),
                Contestant.Of("observe a set, 8 stages", () => Observe(monitor, feature)),
                Contestant.Of("make a mosaic, 4 a second at most", () => Mosaic.Of(feature.Set![0], 0)),
            ], seconds);
            PairedTable.Print($"{set[0].Shape}, lossless intra", run);
            monitor.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static void Observe(StreamMonitor monitor, DecodedFeature feature)
    {
        foreach (Stage stage in Stages)
        {
            monitor.Time(stage, TimeSpan.FromMilliseconds(1));
        }

        monitor.Count(feature);
    }
}
