namespace VideoFeat.Bridges.Hevc.Rate;

/// <summary>
/// Chooses the QP of each set so that the bits of many sets meet a target: a model of bits against QP for key and for other sets, and a bucket of
/// what was spent too much or too little, paid back over the next sets. Pure: it sees sizes, not pictures.
/// </summary>
internal sealed class RateController
{
    /// <summary>
    /// Sets over which a debt is paid back. Of a debt 35 % are left after 10 sets, so that a key set of five sets' bits ten sets before the end of
    /// 100 moves their mean by less than 2 %; shorter swings the QP more (docs/adr/0007-rate-control.md).
    /// </summary>
    private const int PayBack = 10;

    /// <summary>A key set's cost is spread over so many sets at most when its QP is chosen.</summary>
    private const int KeySpread = 10;

    /// <summary>The wish for one set stays within the target divided and multiplied by this, whatever the debt.</summary>
    private const double MostSwing = 4;

    /// <summary>Steps of QP from a set to one that refers to it: larger ones come back as swings.</summary>
    private const int MostFall = 2, MostRise = 3;

    /// <summary>A set that takes this many times the target and what was expected is of other content: it is coded again, as a key set.</summary>
    private const double Burst = 2.5;

    /// <summary>The picture's share of a set's bits is never taken for less than this.</summary>
    private const double LeastVideo = 0.05;

    private readonly long _elements;
    private readonly int _keyInterval;
    private readonly int _lowestQp;
    private readonly int _highestQp;
    private readonly RateTally _tally;

    // A set by itself costs what its content costs: follow it, and at a cut (a factor of two or so) forget what was. A set that refers to the one
    // before costs little just after a rise of QP and much just after a fall: follow slowly, or QP and bits swing against each other.
    private readonly RateModel _key = new(follow: 0.4, cut: 4);
    private readonly RateModel _inter = new(follow: 0.3, cut: double.PositiveInfinity);
    private QpSearch? _search;
    private int? _again;
    private double _debt;
    private double _sideKey, _sideInter;
    private int _qp;
    private double _expected;

    /// <param name="targetBits">Bits wanted for each set, side information included; above 0.</param>
    /// <param name="elements">Elements of a set.</param>
    /// <param name="keyInterval">Sets from key set to key set; 1: every set is one.</param>
    /// <param name="lowestQp">Lowest QP, 0..51.</param>
    /// <param name="highestQp">Highest QP, <paramref name="lowestQp"/>..51.</param>
    public RateController(double targetBits, long elements, int keyInterval, int lowestQp, int highestQp)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetBits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(elements);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lowestQp, highestQp);
        (_elements, _keyInterval, _lowestQp, _highestQp) = (elements, keyInterval, lowestQp, highestQp);
        _tally = new RateTally(targetBits, elements);
        _search = new QpSearch(targetBits, lowestQp, highestQp, near: 0.02);
    }

    /// <summary>What was reached so far.</summary>
    public RateReport Report => _tally.Report;

    /// <summary>Bits wanted for each set from now on; what is owed from before stays in proportion.</summary>
    /// <param name="bits">Above 0.</param>
    public void Retarget(double bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bits);
        _debt *= bits / Target;
        _tally.Target = bits;
    }

    /// <summary>The QP for the next set, or for the same one again.</summary>
    public int Choose(bool key)
    {
        double qp = _again ?? (key ? KeyQp() : Math.Clamp(_inter.Qp(Video(Wish, _sideInter)), _qp - MostFall, _qp + MostRise));
        _qp = (int)Math.Clamp(Math.Round(qp), _lowestQp, _highestQp);
        _expected = Expected(key, _qp);
        return _qp;
    }

    /// <summary>Takes what the chosen QP gave.</summary>
    /// <param name="key">The set starts with a key picture.</param>
    /// <param name="bits">All bits of the set's access units.</param>
    /// <param name="sideBits">Those of them that no QP changes.</param>
    /// <returns>False where this very set should be coded again, as a key set: <see cref="Choose"/> says how.</returns>
    public bool Accept(bool key, long bits, long sideBits)
    {
        bool burst = _search is null && _qp < _highestQp && bits > Burst * Math.Max(_expected, Target);
        if (burst)
        {
            _search = new QpSearch(Wish, _lowestQp, _highestQp, near: 0.25);
        }

        if (key)
        {
            _sideKey = sideBits;
            _inter.Shift(_key.Learn(_qp, Video(bits, sideBits), wholly: _search is not null));
            _again = _search?.Next(_qp, bits, _key.Qp(Video(Wish, sideBits)));
        }
        else if (!burst)
        {
            _sideInter = sideBits;
            _inter.Learn(_qp, Video(bits, sideBits), wholly: false);
        }

        if (_again is not null || (burst && !key))
        {
            _tally.CountExtraPass();
            return false;
        }

        _search = null;
        _inter.Guess(_key);
        _debt = Math.Clamp(_debt + bits - Target, -PayBack * Target, PayBack * Target);
        _tally.Count(bits, _qp, _lowestQp, _highestQp);
        return true;
    }

    private double Target => _tally.Target;

    private double Wish => Math.Clamp(Target - (_debt / PayBack), Target / MostSwing, Target * MostSwing);

    // The QP at which a key set and the sets that follow it cost the wish on average; alone where every set is a key set, or nothing is known.
    private double KeyQp()
    {
        int sets = Math.Min(_keyInterval, KeySpread);
        if (sets == 1 || !_inter.IsKnown)
        {
            return _key.Qp(Video(Wish, _sideKey));
        }

        double wish = sets * Wish, low = _lowestQp, high = _highestQp;
        while (high - low > 0.25)
        {
            double middle = (low + high) / 2;
            double bits = Expected(key: true, middle) + ((sets - 1) * Expected(key: false, middle));
            (low, high) = bits > wish ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private double Expected(bool key, double qp) => key
        ? (_key.BitsPerElement(qp) * _elements) + _sideKey
        : (_inter.BitsPerElement(qp) * _elements) + _sideInter;

    // Bits per element that are left for the picture.
    private double Video(double bits, double side) => Math.Max(bits - side, LeastVideo * bits) / _elements;
}
