using System.Diagnostics;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Comparison.Coders;

/// <summary>A bridge of ours, each item in a stream of its own that describes itself.</summary>
/// <param name="options">How to code.</param>
/// <param name="flags">The same as flags of <c>videofeat encode</c>.</param>
internal sealed class BridgeCoder(CodecOptions options, string flags) : IItemCoder
{
    /// <summary>How it codes.</summary>
    public CodecOptions Options => options;

    public Task<CoderRun> RunAsync(string item, IReadOnlyList<FeatureSet> sets, CancellationToken cancellation) => Task.Run(() => Run(item, sets, cancellation), cancellation);

    private CoderRun Run(string item, IReadOnlyList<FeatureSet> sets, CancellationToken cancellation)
    {
        var coded = new List<CodedFeature>();
        var restored = new List<DecodedFeature>();
        try
        {
            using FeatureEncoder encoder = FeatureEncoder.Open([.. sets[0].Select(t => t.Spec)], options);
            var encoding = Stopwatch.StartNew();
            foreach (FeatureSet set in sets)
            {
                coded.Add(encoder.Encode(set, forceKey: false, cancellation));
            }

            encoding.Stop();
            var profiles = new ProfileLibrary();
            if (options.Profile is Profile profile)
            {
                profiles.Add(profile);
            }

            using FeatureDecoder decoder = FeatureDecoder.Open(null, profiles);
            var decoding = Stopwatch.StartNew();
            foreach (CodedFeature one in coded)
            {
                cancellation.ThrowIfCancellationRequested();
                restored.AddRange(decoder.Decode(one));
            }

            decoder.Finish();
            while (decoder.TryReceive(out DecodedFeature? late))
            {
                restored.Add(late!);
            }

            decoding.Stop();
            return Result(item, sets.Count, coded, restored, encoding.Elapsed, decoding.Elapsed) with { ContainerBytes = Container(encoder, coded) };
        }
        catch
        {
            restored.ForEach(r => r.Dispose());
            throw;
        }
        finally
        {
            coded.ForEach(c => c.Dispose());
        }
    }

    // Measured by writing the file: what MP4 adds (tables, its own copy of the parameter sets) has no formula.
    private static long Container(FeatureEncoder encoder, List<CodedFeature> coded)
    {
        string folder = Directory.CreateTempSubdirectory("videofeat-compare-").FullName;
        try
        {
            using FeatureFileWriter writer = FeatureFileWriter.Create(
                Path.Combine(folder, "coded.mp4"), encoder.ExtraData, encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, encoder.FramesPerSecond);
            coded.ForEach(writer.Write);
            return writer.Finish() - coded.Sum(c => c.Units.Sum(u => (long)u.Data.Length));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private CoderRun Result(string item, int sets, List<CodedFeature> coded, List<DecodedFeature> restored, TimeSpan encoding, TimeSpan decoding)
    {
        if (restored.Find(r => r.State == FeatureState.Lost) is DecodedFeature lost)
        {
            throw new CoderException($"set {lost.Sequence} came back lost: {lost.Reason}");
        }

        if (restored.Count != sets)
        {
            throw new CoderException($"{restored.Count} sets came back of {sets}");
        }

        long total = 0, body = 0, wire = 0;
        foreach (AccessUnit unit in coded.SelectMany(c => c.Units))
        {
            total += unit.Data.Length;
            body += AccessUnitBody.Bytes(unit.Data.Span);
            wire += RtpWire.Bytes(unit.Data.Span);
        }

        return new CoderRun
        {
            Restored = [.. restored.Select(r => r.Set!)],
            TotalBytes = total,
            DescriptionBytes = total - body,
            WireBytes = wire,
            EncodeSeconds = encoding.TotalSeconds,
            DecodeSeconds = decoding.TotalSeconds,
            CommandLine = $"videofeat encode {CommandTemplate.ForShell([item])} -o coded.hevc {flags}",
        };
    }
}
