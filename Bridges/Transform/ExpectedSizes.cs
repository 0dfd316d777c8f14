namespace VideoFeat.Bridges.Transform;

/// <summary>
/// What size a coder expects of each coefficient: the mean over all coefficients of a tensor whose surroundings look alike, by rounded levels. For an encoder that weighs bits.
/// </summary>
internal sealed class ExpectedSizes
{
    private const int Surroundings = 16;

    // Coefficients that the profile's spread counts for.
    private const double Prior = 4;

    private readonly ushort[] _kinds;
    private readonly byte[] _classes = new byte[TensorTransform.RatioClasses * Surroundings];
    private readonly double[] _sums = new double[TensorTransform.RatioClasses * Surroundings];
    private readonly double[] _counts = new double[TensorTransform.RatioClasses * Surroundings];
    private readonly int _plane;

    /// <param name="elements">Coefficients of all components.</param>
    /// <param name="plane">Coefficients of one.</param>
    public ExpectedSizes(int elements, int plane)
    {
        _kinds = new ushort[elements];
        _plane = plane;
        for (int i = 0; i < _sums.Length; i++)
        {
            // A Laplacian's mean size is its deviation over sqrt(2).
            _counts[i] = Prior;
            _sums[i] = Prior * Math.Pow(2, ((i / Surroundings) - 17) / 2.0);
        }
    }

    /// <summary>Learns from a component; components come in order.</summary>
    /// <param name="component">Its number.</param>
    /// <param name="grid">Its blocks.</param>
    /// <param name="steps">Opened at the component.</param>
    /// <param name="sizes">Sizes of its coefficients in steps.</param>
    /// <param name="rounded">Levels of all components up to this one, rounded.</param>
    public void Learn(int component, BlockGrid grid, CoefficientSteps steps, ReadOnlySpan<float> sizes, Span<short> rounded)
    {
        Span<ushort> kinds = _kinds.AsSpan(component * _plane, _plane);
        Span<short> own = rounded.Slice(component * _plane, _plane);
        var place = new BlockPlace
        {
            Grid = grid,
            Component = component,
            Levels = own,
            Before = component > 0 ? rounded.Slice((component - 1) * _plane, _plane) : default,
            Earlier = component > 1 ? rounded.Slice((component - 2) * _plane, _plane) : default,
            Previous = default,
            Counts = default,
            CountsBefore = default,
        };
        for (int b = 0; b < grid.BlocksHigh * grid.BlocksWide; b++)
        {
            place.Open(b);
            for (int v = 0; v < place.BlockHeight; v++)
            {
                for (int u = 0; u < place.BlockWidth; u++)
                {
                    int at = place.Start + (v * grid.Width) + u;
                    LevelsAround n = place.Around(u, v);
                    int around = n.Inside + n.Blocks + n.Others;
                    int kind = (steps.Ratios[FrequencyClass.Of(u, v)] * Surroundings) + Math.Min(Surroundings - 1, CoefficientModel.Size(around));
                    kinds[at] = (ushort)kind;
                    _sums[kind] += sizes[at];
                    _counts[kind]++;
                }
            }
        }
    }

    /// <summary>Ends the learning.</summary>
    public void Settle()
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            _classes[i] = (byte)LevelRates.Size(_sums[i] / _counts[i]);
        }
    }

    /// <summary>The classes of <see cref="LevelRates"/> of a component's coefficients.</summary>
    public void Classes(int component, Span<byte> classes)
    {
        ReadOnlySpan<ushort> kinds = _kinds.AsSpan(component * _plane, _plane);
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = _classes[kinds[i]];
        }
    }
}
