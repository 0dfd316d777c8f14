using VideoFeat.Packing;

namespace VideoFeat;

/// <summary>Consecutive sets of one kind, and the batch they came from.</summary>
public static class FeatureBatch
{
    /// <summary>
    /// One set whose tensors stack those of <paramref name="sets"/> along the batch axis. A single set is given back itself, with its owner;
    /// otherwise the result is new and belongs to the caller, who keeps the parts too.
    /// </summary>
    /// <exception cref="ArgumentException">No set, or tensors that have no batch axis.</exception>
    public static FeatureSet Join(IEnumerable<FeatureSet> sets)
    {
        FeatureSet[] parts = [.. sets];
        if (parts.Length == 0)
        {
            throw new ArgumentException("A batch joins one set or more; got none.", nameof(sets));
        }

        if (parts.Length == 1)
        {
            return parts[0];
        }

        var joined = new FeatureTensor[parts[0].Count];
        for (int t = 0; t < joined.Length; t++)
        {
            TensorSpec spec = parts[0][t].Spec;
            if (!spec.HasBatchAxis)
            {
                throw new ArgumentException($"Tensor {spec} has no batch axis to join {parts.Length} sets along.", nameof(sets));
            }

            joined[t] = FeatureTensor.Rent(spec with { Shape = spec.Shape.With(0, parts.Length) });
            int bytes = parts[0][t].Bytes.Length;
            for (int n = 0; n < parts.Length; n++)
            {
                parts[n][t].Bytes.CopyTo(joined[t].Bytes[(n * bytes)..]);
            }
        }

        return new FeatureSet(joined) { ItemId = parts[0].ItemId, CaptureTimeNs = parts[0].CaptureTimeNs };
    }
}
