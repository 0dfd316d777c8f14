namespace VideoFeat.Bridges.Hevc.Rate;

/// <summary>One set coded again and again until its QP is the one whose bits are nearest the target.</summary>
/// <param name="target">Bits wanted.</param>
/// <param name="lowest">Lowest QP allowed.</param>
/// <param name="highest">Highest QP allowed.</param>
internal sealed class QpSearch(double target, int lowest, int highest)
{
    /// <summary>The model finds the place in 2 to 4; halving what is left needs 6 for 52 QPs.</summary>
    private const int MostPasses = 8;

    /// <summary>Nearer than this is near enough: steps of QP are 6 to 15 % apart.</summary>
    private const double Near = 0.02;

    private readonly List<(int Qp, double Bits)> _tried = [];

    /// <summary>Takes what a QP gave.</summary>
    /// <param name="qp">The QP tried.</param>
    /// <param name="bits">All bits of the set.</param>
    /// <param name="guess">What the model would try next.</param>
    /// <returns>The QP to code the set with again, or null where this result stays.</returns>
    public int? Next(int qp, double bits, double guess)
    {
        _tried.Add((qp, bits));
        int over = lowest - 1, under = highest + 1;
        foreach ((int tried, double got) in _tried)
        {
            (over, under) = got > target ? (Math.Max(over, tried), under) : (over, Math.Min(under, tried));
        }

        bool done = Math.Abs(bits - target) <= Near * target || under - over <= 1;
        if (!done && _tried.Count < MostPasses)
        {
            return Math.Clamp((int)Math.Round(guess), over + 1, under - 1);
        }

        // The encoder must end on what leaves: the nearest is coded once more where it was not the last.
        int best = _tried.MinBy(t => Math.Abs(Math.Log(t.Bits / target))).Qp;
        return best == qp ? null : best;
    }
}
