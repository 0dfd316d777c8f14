using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Makes the near-lossless coder's part of a profile: predictors, references and initial states for a network and cut.</summary>
public static class NearLosslessCalibration
{
    /// <summary>True where sets of these tensors can start from a profile: at most 32 segments, which are 8 million elements of one tensor, or as many tensors.</summary>
    public static bool Serves(IReadOnlyList<TensorSpec> tensors) =>
        Segment.Of([.. tensors.Select(ChannelGeometry.Of)], PayloadWords.SegmentElements).Count <= PayloadWords.MostKept;

    /// <summary>Learns from feature sets; about as long as coding them.</summary>
    /// <param name="sets">Sets of the same tensors, batch 1, at least one. Lent.</param>
    /// <param name="effort">Whose state: default or best.</param>
    /// <param name="quantizer">How values become codes; null: the default.</param>
    /// <exception cref="ArgumentException">No sets, sets of other tensors than the first, effort fast, or more than 32 segments.</exception>
    public static ProfileChunk Run(IReadOnlyList<FeatureSet> sets, NearLosslessEffort effort, QuantizerOptions? quantizer = null)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Count == 0 || effort == NearLosslessEffort.Fast)
        {
            throw new ArgumentException(sets.Count == 0 ? "There are no sets to calibrate on." : "Effort fast learns nothing that a profile could hold.", nameof(sets));
        }

        TensorSpec[] tensors = [.. sets[0].Select(t => t.Spec.SingleSet)];
        ChannelGeometry[] geometries = [.. tensors.Select(ChannelGeometry.Of)];
        List<Segment> segments = Segment.Of(geometries, PayloadWords.SegmentElements);
        if (!Serves(tensors))
        {
            throw new ArgumentException($"{segments.Count} segments; a profile serves at most {PayloadWords.MostKept}.", nameof(sets));
        }

        quantizer ??= new QuantizerOptions();
        var codes = new ushort[sets.Count][][];
        var codec = new FeatureQuantizer(tensors, quantizer);
        for (int i = 0; i < codes.Length; i++)
        {
            SetMatch.Require(sets[i], tensors);
            IReadOnlyList<QuantizerParameters> parameters = codec.Measure(sets[i], 0);
            codes[i] = [.. geometries.Select(g => new ushort[g.Elements])];
            for (int t = 0; t < tensors.Length; t++)
            {
                codec.Quantize(sets[i], 0, t, parameters[t], codes[i][t]);
            }
        }

        return CalibratedState.Chunk(
            [.. segments.Select(s =>
            {
                ChannelGeometry tensor = geometries[s.Tensor];
                var coder = new LearnedSegment(SegmentShape.Of(tensor, s.Channels), effort, quantizer.BitDepth, MixerWidths.Best);
                coder.Calibrate([.. codes.Select(c => s.Part(c[s.Tensor], tensor).ToArray())], new ValueRange[s.Channels]);
                return coder;
            })],
            effort,
            quantizer.BitDepth);
    }
}
