namespace VideoFeat.Benchmarks;

/// <summary>
/// Runs contestants turn by turn, so that what disturbs the machine disturbs them all, and compares within a turn: the ratio of two contestants
/// is the median over the turns of the ratio of their times in one turn.
/// </summary>
internal sealed class Paired
{
    // Long against the clock's step and a scheduler's slice, short against a disturbance.
    private const double SampleSeconds = 0.01;

    private readonly List<double[]> _turns = [];

    private Paired(IReadOnlyList<Contestant> contestants) => Contestants = contestants;

    public IReadOnlyList<Contestant> Contestants { get; }

    public int Turns => _turns.Count;

    /// <summary>Warms up, then takes turns for about so many seconds, at least 15 of them; who begins rotates.</summary>
    public static Paired Run(IReadOnlyList<Contestant> contestants, double seconds)
    {
        var paired = new Paired(contestants);
        int[] repetitions = [.. contestants.Select(Calibrate)];
        double spent = 0;
        for (int turn = 0; turn < 15 || spent < seconds; turn++)
        {
            double[] times = new double[contestants.Count];
            for (int i = 0; i < contestants.Count; i++)
            {
                int who = (turn + i) % contestants.Count;
                double sample = contestants[who].Seconds(repetitions[who]);
                spent += sample;
                times[who] = sample / repetitions[who];
            }

            paired._turns.Add(times);
        }

        return paired;
    }

    /// <summary>Median seconds of a contestant.</summary>
    public double Seconds(int who) => Quantile(_turns.Select(t => t[who]), 0.5);

    /// <summary>How many times faster a contestant is than another: median, and the tenth and ninetieth percentile over the turns.</summary>
    public (double Median, double Low, double High) TimesFaster(int who, int than)
    {
        double[] ratios = [.. _turns.Select(t => t[than] / t[who])];
        return (Quantile(ratios, 0.5), Quantile(ratios, 0.1), Quantile(ratios, 0.9));
    }

    // Doubles until one sample is long enough; by then the code is warm.
    private static int Calibrate(Contestant contestant)
    {
        contestant.Seconds(1);
        for (int repetitions = 1; ; repetitions *= 2)
        {
            if (contestant.Seconds(repetitions) >= SampleSeconds)
            {
                contestant.Seconds(repetitions);
                return repetitions;
            }
        }
    }

    private static double Quantile(IEnumerable<double> values, double q)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Round(q * (sorted.Length - 1))];
    }
}
