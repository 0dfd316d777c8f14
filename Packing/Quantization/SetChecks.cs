namespace VideoFeat.Packing.Quantization;

/// <summary>Whether a feature set is one of those that a plan was made for.</summary>
internal static class SetChecks
{
    /// <exception cref="ArgumentException">Another number of tensors, or one differs in name, type, axis order or shape (the batch size apart).</exception>
    public static void Require(FeatureSet set, IReadOnlyList<TensorSpec> tensors, int batchIndex)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.Count != tensors.Count)
        {
            throw new ArgumentException($"The set has {set.Count} tensors; the plan is for {tensors.Count}.", nameof(set));
        }

        for (int i = 0; i < tensors.Count; i++)
        {
            if (!SameButBatch(set[i].Spec, tensors[i]))
            {
                throw new ArgumentException($"Tensor {i} of the set is {set[i].Spec}; the plan is for {tensors[i]}.", nameof(set));
            }
        }

        if ((uint)batchIndex >= (uint)set[0].Spec.Batch)
        {
            throw new ArgumentOutOfRangeException(nameof(batchIndex), batchIndex, $"The set has a batch of {set[0].Spec.Batch}.");
        }
    }

    /// <exception cref="ArgumentException">Another number of parameters, or their channels do not fit.</exception>
    public static void Require(IReadOnlyList<QuantizerParameters> parameters, IReadOnlyList<ChannelGeometry> geometries)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count != geometries.Count)
        {
            throw new ArgumentException($"{parameters.Count} quantizer parameters for {geometries.Count} tensors.", nameof(parameters));
        }

        for (int i = 0; i < geometries.Count; i++)
        {
            if (!parameters[i].Fits(geometries[i].Channels))
            {
                throw new ArgumentException(
                    $"Tensor {i} has {geometries[i].Channels} channels; its quantizer has {parameters[i].Minimum.Length} minima and {parameters[i].Maximum.Length} maxima.",
                    nameof(parameters));
            }
        }
    }

    private static bool SameButBatch(TensorSpec tensor, TensorSpec planned)
    {
        if (tensor.Type != planned.Type || tensor.Order != planned.Order || tensor.Shape.Rank != planned.Shape.Rank || tensor.Name != planned.Name)
        {
            return false;
        }

        for (int axis = tensor.HasBatchAxis ? 1 : 0; axis < tensor.Shape.Rank; axis++)
        {
            if (tensor.Shape[axis] != planned.Shape[axis])
            {
                return false;
            }
        }

        return true;
    }
}
