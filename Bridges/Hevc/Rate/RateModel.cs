namespace VideoFeat.Bridges.Hevc.Rate;

/// <summary>
/// Bits per element against QP, with one number to learn: QP + 4·log2(R) + 5·R = c. At high rates six QP are a bit an element, at low rates
/// they halve or quarter them; over features of eight cuts, QP 10..40 and 0.05..5.7 bits per element, c moves by 0 to 2 for 6 QP (the table of `bench rates`).
/// </summary>
internal sealed class RateModel
{
    /// <summary>Before anything is known: the middle of what `bench rates` shows (24..50, tiled intra).</summary>
    private const double FirstGuess = 36;

    private readonly double _follow;
    private readonly double _cut;
    private double? _constant;

    /// <param name="follow">How far an observation moves what is known, above 0 to 1.</param>
    /// <param name="cut">Off by more than this in QP, the content is another and nothing old is kept; infinite: never.</param>
    public RateModel(double follow, double cut) => (_follow, _cut) = (follow, cut);

    /// <summary>True once a set was seen.</summary>
    public bool IsKnown => _constant is not null;

    private double Constant => _constant ?? FirstGuess;

    /// <summary>The QP, not rounded, that gives so many bits per element.</summary>
    public double Qp(double bitsPerElement) => Constant - Cost(bitsPerElement);

    /// <summary>Bits per element at a QP.</summary>
    public double BitsPerElement(double qp)
    {
        // Cost rises with R, from far below any QP to far above: halving finds it.
        double low = 1e-6, high = 64;
        for (int i = 0; i < 50; i++)
        {
            double middle = Math.Sqrt(low * high);
            if (Cost(middle) < Constant - qp)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Learns what a QP gave.</summary>
    /// <param name="qp">The QP that was used.</param>
    /// <param name="bitsPerElement">What came of it, above 0.</param>
    /// <param name="wholly">The same set again: nothing else counts.</param>
    /// <returns>By how much QP for the same bits moved where the old was dropped, else 0.</returns>
    public double Learn(int qp, double bitsPerElement, bool wholly)
    {
        double seen = qp + Cost(bitsPerElement), change = seen - Constant;
        bool replace = wholly || _constant is null || Math.Abs(change) > _cut;
        _constant = replace ? seen : Constant + (_follow * change);
        return replace ? change : 0;
    }

    /// <summary>The content changed by so much in QP, as pictures of the other kind show.</summary>
    public void Shift(double change) => _constant += change;

    /// <summary>Takes over from another kind of picture as a first guess.</summary>
    public void Guess(RateModel other) => _constant ??= other._constant;

    private static double Cost(double bitsPerElement) => (4 * Math.Log2(Math.Max(bitsPerElement, 1e-6))) + (5 * bitsPerElement);
}
