using VideoFeat.Packing;

namespace VideoFeat.Bridges;

/// <summary>Whether a set is what an encoder was opened for.</summary>
internal static class SetMatch
{
    /// <exception cref="ArgumentException">Another number of tensors, or another tensor; batch sizes may differ.</exception>
    public static void Require(FeatureSet set, IReadOnlyList<TensorSpec> expected)
    {
        if (set.Count != expected.Count)
        {
            throw new ArgumentException($"The encoder was opened for {expected.Count} tensors; the set holds {set.Count}.", nameof(set));
        }

        for (int i = 0; i < expected.Count; i++)
        {
            if (set[i].Spec.SingleSet != expected[i])
            {
                throw new ArgumentException($"Tensor {i} is {set[i].Spec}; the encoder was opened for {expected[i]}.", nameof(set));
            }
        }
    }
}
