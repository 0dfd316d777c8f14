using System.Runtime.Intrinsics;

namespace VideoFeat.Bridges.Transform;

/// <summary>
/// Finds the levels of a component that cost the least, error and bits together, over all sequences of states (Viterbi). The encoder's affair alone: a reader
/// takes any levels. One thread at a time.
/// </summary>
internal sealed class Trellis
{
    /// <summary>Squared steps that a bit is worth. At high rates theory says about 0.1 (2 ln 2 times the error); less, since networks mind what is pulled towards 0 more than the squared error does.</summary>
    public const float BitCost = 0.03f;

    // Nearer to 0 than to any other point.
    private const float Never = 0.25f;

    private readonly List<BlockRun> _runs;
    private readonly byte[] _choices;
    private readonly short[] _candidates;

    /// <param name="grid">The blocks of a component.</param>
    public Trellis(BlockGrid grid)
    {
        _runs = [.. BlockRun.All(grid)];
        _choices = new byte[grid.PlaneElements];
        _candidates = new short[4 * grid.PlaneElements];
    }

    /// <summary>Levels of a component's coefficients.</summary>
    /// <param name="steps">Opened at the component.</param>
    /// <param name="sizes">Sizes of the coefficients in steps.</param>
    /// <param name="classes">For each coefficient the size class of <see cref="LevelRates"/> that is expected of it.</param>
    /// <param name="levels">Taken without signs; the caller gives them.</param>
    public void Quantize(CoefficientSteps steps, ReadOnlySpan<float> sizes, ReadOnlySpan<byte> classes, Span<short> levels)
    {
        if (!sizes.ContainsAnyExceptInRange(0, Never))
        {
            levels.Clear();
            return;
        }

        // Predecessors of each state by an even and by an odd level; those of states 0 to 3 are of the first quantizer.
        Vector256<int> evens = Vector256.Create(0, 2, 4, 6, 5, 1, 3, 7);
        Vector256<int> odds = Vector256.Create(4, 6, 0, 2, 3, 7, 5, 1);
        Vector256<float> costs = Vector256.Create(0, 1e9f, 1e9f, 1e9f, 1e9f, 1e9f, 1e9f, 1e9f);
        int n = 0;
        Span<float> best = stackalloc float[4]; // of each quantizer an even and an odd level
        foreach (BlockRun run in _runs)
        {
            for (int u = 0; u < run.Length; u++, n++)
            {
                float size = sizes[run.Start + u];
                int i = run.Class(u);
                Candidates(size, LevelRates.Of(classes[run.Start + u]), 1 - steps.Ones[i], steps.Losses[i], best, _candidates.AsSpan(4 * n, 4));
                Vector256<float> even = Vector256.Shuffle(costs, evens) + Vector256.Create(Vector128.Create(best[0]), Vector128.Create(best[2]));
                Vector256<float> odd = Vector256.Shuffle(costs, odds) + Vector256.Create(Vector128.Create(best[1]), Vector128.Create(best[3]));
                Vector256<float> choice = Vector256.LessThan(odd, even);
                _choices[n] = (byte)choice.ExtractMostSignificantBits();
                costs = Vector256.ConditionalSelect(choice, odd, even);
            }

            costs -= Vector256.Create(costs.ToScalar());
        }

        int state = 0;
        for (int s = 1; s < LevelState.Count; s++)
        {
            state = costs[s] < costs[state] ? s : state;
        }

        for (int r = _runs.Count - 1; r >= 0; r--)
        {
            BlockRun run = _runs[r];
            for (int u = run.Length - 1; u >= 0; u--)
            {
                n--;
                int parity = (_choices[n] >> state) & 1;
                int quantizer = state < 4 ? 0 : 1;
                levels[run.Start + u] = _candidates[(4 * n) + (2 * quantizer) + parity];
                state = parity == 0 ? evens[state] : odds[state];
            }
        }
    }

    // The best even and the best odd level of each quantizer, and what they cost.
    private static void Candidates(float size, ReadOnlySpan<float> rates, float one, float loss, Span<float> costs, Span<short> levels)
    {
        float zero = size * size;
        for (int q = 0; q < 2; q++)
        {
            float half = 0.5f * q;
            int floor = (int)Math.Min(size + half, short.MaxValue - 1);
            int even = (floor + 1) & ~1;
            int odd = floor | 1;
            float none = zero + (BitCost * rates[4 * q]);
            float evenCost = even == 0 ? none : Cost(size, even, half, loss, rates[(4 * q) + 2], rates[(4 * q) + 3]);
            if (none < evenCost)
            {
                (even, evenCost) = (0, none);
            }

            float oddCost = odd == 1 ? Cost(size, 1, half, one, rates[(4 * q) + 1], 0) : Cost(size, odd, half, loss, rates[(4 * q) + 2], rates[(4 * q) + 3]);
            (costs[2 * q], costs[(2 * q) + 1]) = (evenCost, oddCost);
            (levels[2 * q], levels[(2 * q) + 1]) = ((short)even, (short)odd);
        }
    }

    private static float Cost(float size, int level, float half, float loss, float bits, float more)
    {
        float error = size - (level - half - loss);
        return (error * error) + (BitCost * (bits + ((level - 2) * more)));
    }
}
