using VideoFeat.Bridges.Hevc.Rate;

namespace VideoFeat.Streaming.Adaptation;

/// <summary>
/// Where the highest QP allowed does not bring the bits down to the target, one set of n is sent, all of its channels; where there is room again, one of
/// n - 1. Pure: it sees sizes and QPs.
/// </summary>
/// <param name="highestQp">The highest QP allowed.</param>
/// <param name="setsPerSecond">Sets the source gives a second.</param>
internal sealed class OmissionLadder(int highestQp, double setsPerSecond)
{
    /// <summary>One of so many sets at least is sent.</summary>
    public const int MostOf = 30;

    /// <summary>Seconds of sets that must agree before a step down, and up. Up is slower, so that it does not swing.</summary>
    private const double SecondsDown = 0.5, SecondsUp = 2;

    /// <summary>Coded sets that must agree at least.</summary>
    private const int SetsDown = 3, SetsUp = 4;

    private long _lastSets;
    private double _pinnedBits;
    private int _pinned;
    private int _roomy;
    private long _offered;

    /// <summary>One set of this many is sent.</summary>
    public int OneOf { get; private set; } = 1;

    /// <summary>True where the next set of the source should be sent.</summary>
    public bool Next() => _offered++ % OneOf == 0;

    /// <summary>Looks at what rate control reached with the newest set; the same again counts once.</summary>
    /// <param name="rate">What it reached so far.</param>
    /// <param name="bits">Bits of the newest set over its target.</param>
    /// <returns>True where the ladder moved.</returns>
    public bool Look(RateReport rate, double bits)
    {
        if (rate.Sets == _lastSets || rate.LastQp is not int qp)
        {
            return false;
        }

        _lastSets = rate.Sets;
        _pinned = rate.IsPinnedHigh ? _pinned + 1 : 0;
        _pinnedBits = rate.IsPinnedHigh ? _pinnedBits + bits : 0;
        _roomy = highestQp - qp >= Room(OneOf) ? _roomy + 1 : 0;
        double coded = setsPerSecond / OneOf;
        if (_pinned >= Math.Max(SetsDown, SecondsDown * coded) && OneOf < MostOf)
        {
            return Move(Math.Min(MostOf, Math.Max(OneOf + 1, (int)Math.Ceiling(OneOf * _pinnedBits / _pinned))));
        }

        return _roomy >= Math.Max(SetsUp, SecondsUp * coded) && OneOf > 1 && Move(OneOf - 1);
    }

    /// <summary>QP that must be free before one of n - 1 is sent: six QP halve the bits or nearly so, and two lest it swing.</summary>
    internal static int Room(int oneOf) => oneOf == 1 ? int.MaxValue : 2 + (int)Math.Ceiling(6 * Math.Log2(oneOf / (oneOf - 1.0)));

    private bool Move(int oneOf)
    {
        OneOf = oneOf;
        _offered = 0;
        _pinned = _roomy = 0;
        _pinnedBits = 0;
        return true;
    }
}
