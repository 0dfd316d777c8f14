namespace VideoFeat.Bridges.Hevc.Rate;

/// <summary>One set coded again and again until its QP is the one whose bits are nearest the target.</summary>
/// <param name="target">Bits wanted.</param>
/// <param name="lowest">Lowest QP allowed.</param>
/// <param name="highest">Highest QP allowed.</param>
/// <param name="near">A share of the target that is near enough; steps of QP are 6 to 15 % apart.</param>
internal sealed class QpSearch(double target, int lowest, int highest, double near)
{
    /// <summary>The model finds the place in 2 to 4; halving 52 QPs alone needs 6, and half of the steps halve.</summary>
    private const int MostPasses = 10;

    private readonly List<(int Qp, double Bits)> _tried = [];

    /// <summary>Takes what a QP gave.</summary>
    /// <param name="qp">The QP tried.</param>
    /// <param name="bits">All bits of the set.</param>
    /// <param name="guess">What the model would try next.</param>
    /// <returns>The QP to code the set with again, or null where this result stays.</returns>
    public int? Next(int qp, double bits, double guess)
    {
        _tried.Add((qp, bits));
        (int Qp, double Bits) over = (lowest - 1, double.NaN), under = (highest + 1, double.NaN);
        foreach ((int Qp, double Bits) tried in _tried)
        {
            over = tried.Bits > target && tried.Qp > over.Qp ? tried : over;
            under = tried.Bits <= target && tried.Qp < under.Qp ? tried : under;
        }

        if (Math.Abs(bits - target) > near * target && under.Qp - over.Qp > 1 && _tried.Count < MostPasses)
        {
            return Math.Clamp((int)Math.Round(Between(over, under) ?? guess), over.Qp + 1, under.Qp - 1);
        }

        // The encoder must end on what leaves: the nearest is coded once more where it was not the last.
        int best = _tried.MinBy(t => Math.Abs(Math.Log(t.Bits / target))).Qp;
        return best == qp ? null : best;
    }

    // The line through both ends, and every other time the middle, lest it creep along a bend.
    private double? Between((int Qp, double Bits) over, (int Qp, double Bits) under) =>
        double.IsNaN(over.Bits) || double.IsNaN(under.Bits) ? null
        : _tried.Count % 2 == 1 ? (over.Qp + under.Qp) / 2.0
        : over.Qp + ((under.Qp - over.Qp) * Math.Log(over.Bits / target) / Math.Log(over.Bits / under.Bits));
}
