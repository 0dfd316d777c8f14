using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>How values become few levels and these bytes. Immutable.</summary>
public sealed record LightweightOptions
{
    /// <summary>2 ln 2: what a bit is worth where error falls by four a bit, so the rate stays about that of the evenly spaced levels.</summary>
    public const double UsualEcq = 1.386;

    /// <summary>Levels of the quantizer, 2..256; default 4, the paper's middle.</summary>
    public int Levels { get; init; } = 4;

    /// <summary>
    /// Not null: the entropy-constrained quantizer, whose levels and thresholds are designed on the values. A bit is worth so many times the mean squared error
    /// of the evenly spaced levels that it starts from, 0..100; <see cref="UsualEcq"/> is the slope of that error. Null (default): evenly spaced levels.
    /// </summary>
    public double? Ecq { get; init; }

    /// <summary>What binary decisions are predicted from; default the paper's one context a place.</summary>
    public LightweightContexts Contexts { get; init; } = LightweightContexts.One;

    /// <summary>What made the values; default told from them.</summary>
    public Activation Activation { get; init; }

    /// <summary>How long a quantizer holds; default one set.</summary>
    public LightweightScope Scope { get; init; } = LightweightScope.Set;

    /// <summary>Clipping ranges found beforehand, one for all tensors or one a tensor; empty (default): found on the values.</summary>
    public IReadOnlyList<ValueRange> Ranges { get; init; } = [];

    /// <summary>What happens to NaN and infinities; default a clear error.</summary>
    public NonFinitePolicy NonFinite { get; init; } = NonFinitePolicy.Refuse;

    /// <summary>Segments that may be coded at once; 0 (default): as many as there are processors. The bytes do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Decode what was coded before it leaves, and measure the largest error.</summary>
    public bool Verify { get; init; }

    /// <param name="tensors">Tensors of a set.</param>
    /// <exception cref="ArgumentException">All faults, each with value and range.</exception>
    internal void Validate(int tensors)
    {
        var faults = new List<string>();
        if (Levels is < 2 or > LevelTable.MostLevels)
        {
            faults.Add($"Levels is {Levels}; it must be 2..{LevelTable.MostLevels}");
        }

        if (Ecq is double multiplier && !(multiplier >= 0 && multiplier <= 100))
        {
            faults.Add($"Ecq is {multiplier}; it must be 0..100, or null");
        }

        if (Contexts is < LightweightContexts.One or > LightweightContexts.Rich)
        {
            faults.Add($"Contexts is {(int)Contexts}; it must be One or Rich");
        }

        if (Activation.Kind is < ActivationKind.Auto or > ActivationKind.Linear)
        {
            faults.Add($"Activation is {(int)Activation.Kind}; it must be Auto, Relu, LeakyRelu, Relu6, Silu or Linear");
        }

        if (Activation.Kind == ActivationKind.LeakyRelu && !(Activation.Slope > 0 && Activation.Slope < 1))
        {
            faults.Add($"the slope of LeakyRelu is {Activation.Slope}; it must be above 0 and below 1");
        }

        if (Ranges.Count > 1 && Ranges.Count != tensors)
        {
            faults.Add($"Ranges has {Ranges.Count} entries; it must have 1 or {tensors}, one a tensor");
        }

        if (Ranges.Any(r => !(float.IsFinite(r.Minimum) && float.IsFinite(r.Maximum) && r.Minimum <= r.Maximum)))
        {
            faults.Add("Ranges holds one whose ends are not finite or fall");
        }

        if (Threads is < 0 or > 1024)
        {
            faults.Add($"Threads is {Threads}; it must be 0..1024");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Lightweight options: {string.Join("; ", faults)}.");
        }
    }
}
