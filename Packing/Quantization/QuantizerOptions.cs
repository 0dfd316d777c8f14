namespace VideoFeat.Packing.Quantization;

/// <summary>How elements become codes. docs/quantization.md gives the formulas and the bounds.</summary>
public sealed record QuantizerOptions
{
    /// <summary>Bits of a code: 8 (default), 10 or 12.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>Where the range comes from; default the extremes of each set. Integer tensors ignore it: their codes are exact.</summary>
    public RangeMode Mode { get; init; } = RangeMode.MinMax;

    /// <summary>One range a tensor (default) or one a channel. For <see cref="RangeMode.Fixed"/> the given ranges decide.</summary>
    public Granularity Granularity { get; init; } = Granularity.PerTensor;

    /// <summary>For <see cref="RangeMode.Fixed"/>: one entry for all tensors or one for each; in it one range for all channels or one for each.</summary>
    public IReadOnlyList<IReadOnlyList<ValueRange>>? FixedRanges { get; init; }

    /// <summary>For <see cref="RangeMode.Percentile"/>: percent of the elements that stay within the range, half of the rest being clipped at each end;
    /// above 50, at most 100; default 99.9.</summary>
    public double Percentile { get; init; } = 99.9;

    /// <summary>What happens to NaN and infinities; default a clear error.</summary>
    public NonFinitePolicy NonFinite { get; init; } = NonFinitePolicy.Refuse;

    /// <summary>The largest code: 255, 1023 or 4095.</summary>
    public int MaxCode => (1 << BitDepth) - 1;

    /// <exception cref="ArgumentException">All faults, each with value and range.</exception>
    internal void Validate(IReadOnlyList<TensorSpec> tensors)
    {
        var faults = new List<string>();
        if (BitDepth is not (8 or 10 or 12))
        {
            faults.Add($"BitDepth is {BitDepth}; it must be 8, 10 or 12");
        }

        if (Mode is < RangeMode.MinMax or > RangeMode.Percentile)
        {
            faults.Add($"Mode is {(int)Mode}; it must be MinMax, Fixed or Percentile");
        }

        if (Granularity is not (Granularity.PerTensor or Granularity.PerChannel))
        {
            faults.Add($"Granularity is {(int)Granularity}; it must be PerTensor or PerChannel");
        }

        if (NonFinite is not (NonFinitePolicy.Refuse or NonFinitePolicy.Clamp))
        {
            faults.Add($"NonFinite is {(int)NonFinite}; it must be Refuse or Clamp");
        }

        if (Mode == RangeMode.Percentile && !(Percentile > 50 && Percentile <= 100))
        {
            faults.Add($"Percentile is {Percentile}; it must be above 50 and at most 100");
        }

        if (Mode == RangeMode.Fixed)
        {
            faults.AddRange(FixedFaults(tensors));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Quantizer options: {string.Join("; ", faults)}.");
        }
    }

    /// <summary>The given ranges of a tensor: one, or one a channel.</summary>
    internal IReadOnlyList<ValueRange> FixedOf(int tensor) => FixedRanges![FixedRanges.Count == 1 ? 0 : tensor];

    private IEnumerable<string> FixedFaults(IReadOnlyList<TensorSpec> tensors)
    {
        if (FixedRanges is null || (FixedRanges.Count != 1 && FixedRanges.Count != tensors.Count))
        {
            yield return $"FixedRanges has {FixedRanges?.Count ?? 0} entries; it must have 1 or {tensors.Count}, one a tensor";
            yield break;
        }

        for (int i = 0; i < tensors.Count; i++)
        {
            IReadOnlyList<ValueRange> ranges = FixedOf(i);
            int channels = ChannelGeometry.Of(tensors[i]).Channels;
            if (ranges.Count != 1 && ranges.Count != channels)
            {
                yield return $"FixedRanges of tensor '{tensors[i].Name}' has {ranges.Count} ranges; it must have 1 or {channels}, one a channel";
            }

            foreach (ValueRange range in ranges)
            {
                if (!(float.IsFinite(range.Minimum) && float.IsFinite(range.Maximum) && range.Minimum <= range.Maximum))
                {
                    yield return $"FixedRanges of tensor '{tensors[i].Name}' holds {range.Minimum}..{range.Maximum}; both must be finite, the first not above the second";
                    break;
                }
            }
        }
    }
}
