using System.Diagnostics;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Comparison.Coders;

/// <summary>
/// A coder of somebody else's on our codes: the item is quantized and packed as our HEVC bridge does it, its planes go through the coder, and what
/// comes back is unpacked. Each is charged the description that our stream would carry.
/// </summary>
/// <param name="setup">Bit depth and layout.</param>
internal abstract class FrameCoder(FrameSetup setup) : IItemCoder
{
    /// <summary>Narrower pictures are padded: 24 for P, where x265 miscodes pictures one CTU wide, else x265's least.</summary>
    private const int LeastWidth = 16;
    private const int LeastWidthPredicted = 24;

    public FrameSetup Setup => setup;

    public async Task<CoderRun> RunAsync(string item, IReadOnlyList<FeatureSet> sets, CancellationToken cancellation)
    {
        PackPlan plan = PackPlan.Create([.. sets[0].Select(t => t.Spec)], new LayoutOptions
        {
            Kind = setup.Layout,
            TileAlignment = 1,
            MinWidth = setup.Predicted ? LeastWidthPredicted : LeastWidth,
            MinHeight = LeastWidth,
        });
        var packer = new FeaturePacker(plan, new QuantizerOptions { BitDepth = setup.BitDepth }) { Gaps = setup.Lossless ? GapFill.Flat : GapFill.Continue };
        int bytesPerSet = checked((int)plan.BytesPerSet(setup.BitDepth));
        byte[] planes = new byte[checked(bytesPerSet * sets.Count)];
        var parameters = new IReadOnlyList<QuantizerParameters>[sets.Count];
        var packing = Stopwatch.StartNew();
        for (int i = 0; i < sets.Count; i++)
        {
            parameters[i] = packer.Measure(sets[i], 0);
            packer.Pack(sets[i], 0, parameters[i], planes.AsSpan(i * bytesPerSet, bytesPerSet));
        }

        packing.Stop();
        var geometry = new FrameGeometry(plan.FrameWidth, plan.FrameHeight, plan.FramesPerSet * sets.Count, setup.BitDepth);
        CodedPlanes coded = await CodeAsync(planes, geometry, cancellation).ConfigureAwait(false);
        if (coded.Planes.Length != planes.Length)
        {
            throw new CoderException($"{coded.Planes.Length} bytes of planes came back; {planes.Length} went in");
        }

        if (setup.Lossless && !coded.Planes.AsSpan().SequenceEqual(planes))
        {
            throw new CoderException($"the coder is lossless, but {planes.AsSpan().CommonPrefixLength(coded.Planes)} of {planes.Length} bytes are equal before the first that differs");
        }

        long description = Description(plan, setup.BitDepth, parameters);
        var unpacking = Stopwatch.StartNew();
        IReadOnlyList<FeatureSet> restored = Unpack(plan, coded.Planes, parameters, bytesPerSet);
        unpacking.Stop();
        return new CoderRun
        {
            Restored = restored,
            TotalBytes = coded.Bytes + description,
            DescriptionBytes = description,
            EncodeSeconds = packing.Elapsed.TotalSeconds + coded.EncodeSeconds,
            DecodeSeconds = coded.DecodeSeconds + unpacking.Elapsed.TotalSeconds,
            ChildPeakBytes = coded.PeakBytes,
            ChildProcess = coded.ChildProcess,
            CommandLine = coded.CommandLine,
        };
    }

    /// <summary>Codes planes and restores them.</summary>
    protected internal abstract Task<CodedPlanes> CodeAsync(byte[] planes, FrameGeometry geometry, CancellationToken cancellation);

    // What our own stream says of shapes, layout and ranges, message by message.
    private static long Description(PackPlan plan, int bitDepth, IReadOnlyList<QuantizerParameters>[] parameters)
    {
        var configuration = new FeatureConfiguration { Plan = plan, BitDepth = bitDepth };
        long bytes = FeatureHeaderWriter.Write(configuration).Length;
        for (int i = 0; i < parameters.Length; i++)
        {
            bytes += FeatureHeaderWriter.Write(new FeatureUnitHeader { ConfigurationId = configuration.Id, SequenceNumber = (ulong)i, Parameters = parameters[i] }).Length;
        }

        return bytes;
    }

    private List<FeatureSet> Unpack(PackPlan plan, byte[] planes, IReadOnlyList<QuantizerParameters>[] parameters, int bytesPerSet)
    {
        var unpacker = new FeatureUnpacker(plan, setup.BitDepth);
        int stride = plan.FrameWidth * (setup.BitDepth > 8 ? 2 : 1);
        int frameBytes = stride * plan.FrameHeight;
        var sets = new List<FeatureSet>();
        for (int i = 0; i < parameters.Length; i++)
        {
            var set = new FeatureSet([.. plan.Tensors.Select(FeatureTensor.Rent)]);
            sets.Add(set);
            for (int f = 0; f < plan.FramesPerSet; f++)
            {
                unpacker.Unpack(planes.AsSpan((i * bytesPerSet) + (f * frameBytes), frameBytes), stride, f, parameters[i], set, 0);
            }
        }

        return sets;
    }
}

/// <summary>How features become planes for a coder of somebody else's.</summary>
/// <param name="BitDepth">8, 10 or 12.</param>
/// <param name="Layout">Tiled, or a frame a channel.</param>
/// <param name="Predicted">True where pictures are predicted from earlier ones.</param>
/// <param name="Lossless">True where every code must come back.</param>
internal sealed record FrameSetup(int BitDepth, LayoutKind Layout, bool Predicted, bool Lossless);

/// <summary>Planes that went through a coder.</summary>
internal sealed record CodedPlanes
{
    public required byte[] Planes { get; init; }

    public required long Bytes { get; init; }

    public required double EncodeSeconds { get; init; }

    public required double DecodeSeconds { get; init; }

    public long? PeakBytes { get; init; }

    public bool ChildProcess { get; init; }

    public required string CommandLine { get; init; }
}
