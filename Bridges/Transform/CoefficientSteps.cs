namespace VideoFeat.Bridges.Transform;

/// <summary>Steps, ratio classes and centroids of one component at one quality, by class of frequencies.</summary>
internal sealed class CoefficientSteps
{
    /// <summary>Share of a step below a level that still rounds up to it; the rest of the half step is dead zone (as x265's 1/3 for intra).</summary>
    public const float Rounding = 1f / 3;

    private readonly TensorTransform _transform;
    private readonly int _quality;
    private readonly int _shift;

    /// <param name="transform">The tensor's.</param>
    /// <param name="quality">Exponent in sixteenths of an octave.</param>
    /// <param name="shift">By how many half octaves less coefficients spread than the profile says: those of differences.</param>
    public CoefficientSteps(TensorTransform transform, int quality, int shift = 0)
    {
        _shift = shift;
        _transform = transform;
        _quality = quality;
    }

    /// <summary>Step of each class of frequencies.</summary>
    public float[] Steps { get; } = new float[FrequencyClass.Pairs];

    /// <summary>Ratio class of each class of frequencies.</summary>
    public byte[] Ratios { get; } = new byte[FrequencyClass.Pairs];

    /// <summary>What level 1 stands for, less than 1, of each class of frequencies, in steps.</summary>
    public float[] Ones { get; } = new float[FrequencyClass.Pairs];

    /// <summary>What a level above 1 loses, of each class of frequencies, in steps.</summary>
    public float[] Losses { get; } = new float[FrequencyClass.Pairs];

    /// <summary>Turns to a component.</summary>
    public void Open(int component)
    {
        ReadOnlySpan<short> steps = _transform.Step.AsSpan(_transform.GroupOf(component) * FrequencyClass.Pairs, FrequencyClass.Pairs);
        ReadOnlySpan<short> spreads = _transform.Spread.AsSpan(component * FrequencyClass.Pairs, FrequencyClass.Pairs);
        for (int i = 0; i < FrequencyClass.Pairs; i++)
        {
            int exponent = steps[i] + _quality;
            int ratio = Math.Max(0, TensorTransform.RatioClass(spreads[i], exponent) - _shift);
            Steps[i] = Octaves.Value(exponent);
            Ratios[i] = (byte)ratio;
            Ones[i] = 1 - (_transform.Shrink[ratio] / 256f);
            Losses[i] = _transform.Shrink[TensorTransform.RatioClasses + ratio] / 256f;
        }
    }

    /// <summary>Sizes of a plane's coefficients in steps, and their levels rounded to the first quantizer with a dead zone.</summary>
    public void Measure(IReadOnlyList<BlockRun> runs, ReadOnlySpan<float> coefficients, Span<float> sizes, Span<short> rounded)
    {
        foreach (BlockRun run in runs)
        {
            for (int u = 0; u < run.Length; u++)
            {
                float size = Math.Abs(coefficients[run.Start + u]) / Steps[run.Class(u)];
                sizes[run.Start + u] = size;
                rounded[run.Start + u] = (short)Math.Min(size + Rounding, short.MaxValue);
            }
        }
    }

    /// <summary>A plane's coefficients to about what a reader will have, by the first quantizer alone with a dead zone.</summary>
    public void Round(IReadOnlyList<BlockRun> runs, Span<float> coefficients)
    {
        foreach (BlockRun run in runs)
        {
            for (int u = 0; u < run.Length; u++)
            {
                ref float c = ref coefficients[run.Start + u];
                float step = Steps[run.Class(u)];
                c = MathF.CopySign(MathF.Truncate((Math.Abs(c) / step) + Rounding) * step, c);
            }
        }
    }

    /// <summary>A plane's levels to coefficients: a difference, a product and a rounding each, the same on every machine.</summary>
    public void Dequantize(IReadOnlyList<BlockRun> runs, ReadOnlySpan<short> levels, Span<float> coefficients)
    {
        int state = 0;
        foreach (BlockRun run in runs)
        {
            for (int u = 0; u < run.Length; u++)
            {
                int level = levels[run.Start + u];
                float value = 0;
                if (level != 0)
                {
                    int i = run.Class(u);
                    int size = Math.Abs(level);
                    value = ((size == 1 ? Ones[i] : size - Losses[i]) - (0.5f * LevelState.Quantizer(state))) * Steps[i];
                    value = level < 0 ? -value : value;
                }

                coefficients[run.Start + u] = value;
                state = LevelState.Next(state, level);
            }
        }
    }
}
