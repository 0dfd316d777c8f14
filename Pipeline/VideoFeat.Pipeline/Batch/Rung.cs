using VideoFeat.Bridges.Datasets;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Batch;

/// <summary>One way of coding an item; where it is not near enough to the source, the next is tried.</summary>
/// <param name="Suffix">What its file's name adds to the shard's.</param>
/// <param name="State">What an item that it codes is.</param>
/// <param name="Options">How it codes.</param>
internal sealed record Rung(string Suffix, ItemState State, CodecOptions Options)
{
    private static readonly int[] Depths = [8, 10, 12];

    /// <summary>As asked for; and where a largest error is promised, without loss at 8, 10 and 12 bits, and at last bit for bit.</summary>
    public static IReadOnlyList<Rung> Ladder(CodecOptions asked, bool promised)
    {
        // A worker has one thread; what is stated was measured on what was decoded.
        CodecOptions own = asked with { Threads = 1, Verify = true };
        var rungs = new List<Rung> { new("", asked.Exact ? ItemState.Exact : ItemState.Coded, own) };
        if (!promised || asked.Exact)
        {
            return rungs;
        }

        CodecOptions lossless = own with
        {
            Bridge = asked.Bridge == FeatureBridge.Hevc ? FeatureBridge.Hevc : FeatureBridge.NearLossless,
            Lossless = true,
            BitrateKbps = null,
            BitsPerElement = null,
            Range = RangeMode.MinMax,
            FixedRanges = [],
            Profile = null,
            ProfileInterval = 0,
        };
        bool withoutLoss = asked.Range == RangeMode.MinMax && (asked.Bridge == FeatureBridge.NearLossless || (asked.Bridge == FeatureBridge.Hevc && asked.Lossless));
        int least = asked.Bridge is FeatureBridge.Hevc or FeatureBridge.NearLossless ? asked.BitDepth : 8;
        foreach (int bits in Depths.Where(d => withoutLoss ? d > least : d >= least))
        {
            rungs.Add(new Rung($"-{bits}bit", ItemState.Finer, lossless with { BitDepth = bits }));
        }

        rungs.Add(new Rung("-exact", ItemState.Exact, lossless with { Exact = true, NonFinite = NonFinitePolicy.Refuse }));
        return rungs;
    }

    /// <summary>True where the quantizer alone may err by more than <paramref name="limit"/>, so that coding need not be tried.</summary>
    /// <param name="range">Largest range of a tensor of the item.</param>
    /// <param name="limit">Largest error allowed.</param>
    public bool IsTooCoarse(double range, double limit) => State == ItemState.Finer && range / (2 * ((1 << Options.BitDepth) - 1)) > limit;
}
