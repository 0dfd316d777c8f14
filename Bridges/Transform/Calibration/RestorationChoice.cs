using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>Fits restorations of each kind and takes the one that moves the outputs least on sets that it was not fitted to.</summary>
internal sealed class RestorationChoice(Trial trial, TensorSpec[] tensors, CalibrationParts without)
{
    // Elements of a channel, over all sets, that a filter and a table can be fitted to.
    private const int FewestSamples = 2000;

    private bool Has(CalibrationParts part) => (without & part) == 0;

    /// <summary>The transforms with the restoration of each quality that moves the outputs least, all tensors' of one kind.</summary>
    /// <param name="set">Transforms without restorations.</param>
    /// <param name="fit">What to fit to: of each tensor values less their means, set after set.</param>
    /// <param name="anchors">Qualities.</param>
    /// <param name="say">Told what each kind does.</param>
    public TransformSet Of(TransformSet set, float[][][] fit, int[] anchors, Action<string> say)
    {
        if (!Has(CalibrationParts.Tables) && !Has(CalibrationParts.Filters))
        {
            return set;
        }

        TensorCodec[] codecs = trial.Codecs(set);
        var chosen = new List<Restoration>[codecs.Length];
        for (int t = 0; t < codecs.Length; t++)
        {
            chosen[t] = [];
        }

        foreach (int quality in anchors)
        {
            Restoration[][] kinds = [.. codecs.Select((codec, t) => Kinds(codec, fit[t], quality))];
            int kindCount = kinds.Min(k => k.Length);
            var components = new List<float[][]>();
            var codec = new SetCodec(codecs);
            for (int s = 0; s < trial.Sets.Count; s++)
            {
                components.Add(codec.Reconstruct(codec.Intra(trial.Sets[s], 0, quality)));
            }

            int best = 0;
            double least = double.PositiveInfinity;
            for (int kind = 0; kind < kindCount; kind++)
            {
                var candidate = new SetCodec([.. codecs.Select((c, t) => new TensorCodec(c.Transform with { Restorations = [kinds[t][kind]] }, tensors[t]))]);
                double distortion = 0;
                for (int s = 0; s < components.Count; s++)
                {
                    using FeatureSet values = candidate.Values(components[s], quality);
                    distortion += trial.Distortion(s, values);
                }

                say($"  quality {quality}, restoration {kind}: {distortion / components.Count:G4}");
                if (distortion < least)
                {
                    (least, best) = (distortion, kind);
                }
            }

            for (int t = 0; t < codecs.Length; t++)
            {
                chosen[t].Add(kinds[t][best]);
            }
        }

        return set with { Tensors = [.. set.Tensors.Select((transform, t) => transform with { Restorations = chosen[t] })] };
    }

    // Nothing, filter, table, both, both with what they took away given back.
    private Restoration[] Kinds(TensorCodec codec, float[][] truth, int quality)
    {
        var decoded = new float[truth.Length][];
        Parallel.For(0, truth.Length, s =>
        {
            var components = new float[codec.Elements];
            var values = new float[codec.Geometry.Elements];
            short[] levels = SetCodec.Levels(codec, truth[s], quality);
            codec.Reconstruct(levels, quality, 0, components);
            codec.Synthesize(components, values);
            decoded[s] = values;
        });
        float[] means = codec.Transform.Mean;
        var kinds = new List<Restoration> { new() { Quality = quality, Filters = [], Tables = [] } };
        if (truth.Length * codec.Geometry.ChannelElements < FewestSamples)
        {
            return [.. kinds];
        }

        if (Has(CalibrationParts.Tables))
        {
            Half[] table = RestorationFit.Tables(codec.Geometry, means, truth, decoded);
            kinds.Add(kinds[0] with { Tables = table });
            kinds.Add(kinds[0] with { Tables = RestorationFit.Widened(codec.Geometry, means, table, truth, decoded) });
        }

        if (Has(CalibrationParts.Filters))
        {
            Half[] filters = RestorationFit.Filters(codec.Geometry, truth, decoded);
            kinds.Add(kinds[0] with { Filters = filters });
            if (Has(CalibrationParts.Tables))
            {
                foreach (float[] values in decoded)
                {
                    Filter(codec.Geometry, filters, values);
                }

                Half[] table = RestorationFit.Tables(codec.Geometry, means, truth, decoded);
                kinds.Add(kinds[0] with { Filters = filters, Tables = table });
                kinds.Add(kinds[0] with { Filters = filters, Tables = RestorationFit.Widened(codec.Geometry, means, table, truth, decoded) });
            }
        }

        return [.. kinds];
    }

    private static void Filter(ChannelGeometry geometry, Half[] filters, float[] values)
    {
        int length = geometry.ChannelElements;
        var filtered = new float[length];
        for (int c = 0; c < geometry.Channels; c++)
        {
            Span<float> channel = values.AsSpan(c * length, length);
            Restorer.Filter(filters.AsSpan(c * Restoration.FilterWeights, Restoration.FilterWeights), geometry, channel, filtered);
            filtered.CopyTo(channel);
        }
    }
}
