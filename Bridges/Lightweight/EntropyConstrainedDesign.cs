namespace VideoFeat.Bridges.Lightweight;

/// <summary>
/// The entropy-constrained quantizer (Chou, Lookabaugh, Gray 1989) with the modification of Cohen, Choi and Bajic: the outermost levels stay at the ends of
/// the clipping range instead of drifting inwards.
/// </summary>
internal sealed class EntropyConstrainedDesign
{
    private const int MostRounds = 500;
    private const double Settled = 1e-6;

    private readonly IValueDistribution _values;
    private readonly double _multiplier;
    private readonly List<Level> _levels = [];
    private readonly List<double> _costs = [];

    private EntropyConstrainedDesign(IValueDistribution values, ReadOnlySpan<float> start, double multiplier, bool pinEnds)
    {
        _values = values;
        _multiplier = multiplier;
        for (int i = 0; i < start.Length; i++)
        {
            _levels.Add(new Level(start[i], Math.Log2(start.Length), pinEnds && (i == 0 || i == start.Length - 1)));
        }
    }

    /// <summary>Levels of the last round.</summary>
    public double[] Levels => [.. _levels.Select(l => l.Value)];

    /// <summary>Thresholds between them, N - 1.</summary>
    public double[] Thresholds { get; private set; } = [];

    /// <summary>Mean squared error plus multiplier times entropy, round by round; never rises.</summary>
    public IReadOnlyList<double> Costs => _costs;

    /// <summary>Mean squared error of the result.</summary>
    public double Error { get; private set; }

    /// <summary>Entropy of the result's codes in bits.</summary>
    public double Entropy { get; private set; }

    /// <summary>Designs until the cost settles. Levels that nothing chooses any more are dropped.</summary>
    /// <param name="values">What to design for.</param>
    /// <param name="start">First levels: evenly spaced over the clipping range.</param>
    /// <param name="multiplier">What a bit may cost in squared error.</param>
    /// <param name="pinEnds">The modification; false is the classical design.</param>
    public static EntropyConstrainedDesign Run(IValueDistribution values, ReadOnlySpan<float> start, double multiplier, bool pinEnds = true)
    {
        var design = new EntropyConstrainedDesign(values, start, multiplier, pinEnds);
        do
        {
            design.Assign();
            design.Move();
        }
        while (!design.IsSettled);

        design.Assign();
        return design;
    }

    private bool IsSettled => _costs.Count >= MostRounds || (_costs.Count > 1 && _costs[^2] - _costs[^1] <= Settled * _costs[^2]);

    // The levels that are nearest, cost included, for some value, and the values where one takes over from the next: the lower envelope of parabolas.
    private void Assign()
    {
        var kept = new List<Level>();
        var thresholds = new List<double>();
        foreach (Level level in _levels)
        {
            while (kept.Count > 0)
            {
                double threshold = TakesOver(kept[^1], level);
                if (!(threshold <= (thresholds.Count > 0 ? thresholds[^1] : double.NegativeInfinity)))
                {
                    thresholds.Add(threshold);
                    break;
                }

                kept.RemoveAt(kept.Count - 1);
                if (thresholds.Count > 0)
                {
                    thresholds.RemoveAt(thresholds.Count - 1);
                }
            }

            kept.Add(level);
        }

        _levels.Clear();
        _levels.AddRange(kept);
        Thresholds = [.. thresholds];
    }

    private double TakesOver(Level lower, Level upper)
    {
        double gap = upper.Value - lower.Value;
        return gap > 0
            ? ((lower.Value + upper.Value) / 2) + (_multiplier * (upper.Bits - lower.Bits) / (2 * gap))
            : upper.Bits < lower.Bits ? double.NegativeInfinity : double.PositiveInfinity;
    }

    // Probabilities and means of the cells; their cost.
    private void Move()
    {
        (Error, Entropy) = (0, 0);
        int count = _levels.Count;
        var moved = new List<Level>(count);
        for (int i = 0; i < count; i++)
        {
            CellMoments cell = _values.Between(i == 0 ? double.NegativeInfinity : Thresholds[i - 1], i == count - 1 ? double.PositiveInfinity : Thresholds[i]);
            if (cell.Mass > 0)
            {
                double bits = -Math.Log2(cell.Mass);
                double value = _levels[i].IsPinned ? _levels[i].Value : cell.Mean;
                Error += cell.ErrorTo(value);
                Entropy += cell.Mass * bits;
                moved.Add(_levels[i] with { Value = value, Bits = bits });
            }
        }

        _levels.Clear();
        _levels.AddRange(moved);
        _costs.Add(Error + (_multiplier * Entropy));
    }

    private readonly record struct Level(double Value, double Bits, bool IsPinned);
}
