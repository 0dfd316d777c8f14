namespace VideoFeat.Bridges.Rtp.Packets;

/// <summary>
/// Numbers that wrap (16-bit sequence numbers, 32-bit timestamps) to numbers that do not: each is taken as the one nearest to
/// the largest seen so far.
/// </summary>
/// <param name="bits">Width of the number on the wire, 1..32.</param>
internal sealed class WrappingCounter(int bits)
{
    private readonly long _period = 1L << bits;
    private long? _largest;

    /// <summary>The largest so far; 0 before the first.</summary>
    public long Largest => _largest ?? 0;

    /// <summary>What <paramref name="value"/> would become, without taking it into account.</summary>
    public long Peek(uint value)
    {
        // The first starts one period up, so that an earlier one that comes late is not negative.
        if (_largest is not long largest)
        {
            return _period + value;
        }

        long ahead = (value - largest) & (_period - 1);
        return ahead < _period / 2 ? largest + ahead : largest + ahead - _period;
    }

    /// <summary>Extends a number, and remembers it where it is the largest.</summary>
    public long Extend(uint value)
    {
        long extended = Peek(value);
        _largest = Math.Max(_largest ?? extended, extended);
        return extended;
    }
}
