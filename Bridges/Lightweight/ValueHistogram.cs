using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>
/// Values counted in bins of their floating-point number's first 15 bits (sign, exponent, 6 of the mantissa): 64 bins an octave, at any scale, so that no outlier
/// coarsens the rest and the counts of several tensors add up. A bin also knows its mean.
/// </summary>
internal sealed class ValueHistogram : IValueDistribution
{
    private const int Shift = 17;
    private const int Bins = 1 << (32 - Shift);
    private const uint Sign = 0x80000000;
    private const uint Rest = (1u << Shift) - 1;

    // A cell counts above bit 40 and below adds up what of the numbers its bin does not say; so many values overflow neither.
    private const int CountShift = 40;
    private const int Run = 1 << (CountShift - Shift);

    // Values by turns into two: most are the same (0), and each addition would wait for the last.
    private readonly ulong[] _even = new ulong[Bins];
    private readonly ulong[] _odd = new ulong[Bins];
    private readonly long[] _counts = new long[Bins];
    private readonly long[] _rests = new long[Bins];

    // Bins that hold values, and for each bin the first of them that is not below it.
    private readonly List<int> _held = [];
    private readonly int[] _first = new int[Bins + 1];
    private readonly List<double> _means = [];
    private readonly List<CellMoments> _below = [];
    private bool _isCurrent;

    /// <inheritdoc/>
    public double Low { get; private set; } = double.PositiveInfinity;

    /// <inheritdoc/>
    public double High { get; private set; } = double.NegativeInfinity;

    /// <summary>Counts finite values.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="moments">Theirs.</param>
    public void Add(ReadOnlySpan<float> values, in ValueMoments moments)
    {
        Low = Math.Min(Low, moments.Minimum);
        High = Math.Max(High, moments.Maximum);
        _isCurrent = false;
        for (ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(values); !bits.IsEmpty; bits = bits[Math.Min(Run, bits.Length)..])
        {
            Count(bits[..Math.Min(Run, bits.Length)]);
            Gather(_even);
            Gather(_odd);
        }
    }

    /// <summary>Forgets all values.</summary>
    public void Clear()
    {
        if (Low <= High)
        {
            Range used = Used();
            _counts.AsSpan(used).Clear();
            _rests.AsSpan(used).Clear();
        }

        (Low, High) = (double.PositiveInfinity, double.NegativeInfinity);
        _isCurrent = false;
    }

    /// <inheritdoc/>
    public CellMoments Between(double from, double to)
    {
        if (!_isCurrent)
        {
            Accumulate();
        }

        int start = Start(from), end = Math.Max(start, Start(to));
        CellMoments above = _below[end], below = _below[start];
        return new CellMoments(above.Mass - below.Mass, above.First - below.First, above.Second - below.Second);
    }

    // Ordered as the values are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bin(uint bits) => (bits ^ ((uint)((int)bits >> 31) | Sign)) >> Shift;

    private static int Bin(double value) => (int)Bin(BitConverter.SingleToUInt32Bits((float)value));

    // Of both zeros the one whose bin is lower.
    private static int LowBin(double value) => Bin(value == 0 ? -0.0 : value);

    private Range Used() => LowBin(Low)..(Bin(High + 0.0) + 1);

    private void Count(ReadOnlySpan<uint> values)
    {
        ref ulong even = ref MemoryMarshal.GetArrayDataReference(_even), odd = ref MemoryMarshal.GetArrayDataReference(_odd);
        const ulong one = 1ul << CountShift;
        for (int i = 0; i + 1 < values.Length; i += 2)
        {
            uint a = values[i], b = values[i + 1];
            Unsafe.Add(ref even, Bin(a)) += one + (a & Rest);
            Unsafe.Add(ref odd, Bin(b)) += one + (b & Rest);
        }

        if (values.Length % 2 > 0)
        {
            Unsafe.Add(ref even, Bin(values[^1])) += one + (values[^1] & Rest);
        }
    }

    private void Gather(ulong[] cells)
    {
        (int at, int end) = (Used().Start.Value, Used().End.Value);
        for (int skip; (skip = cells.AsSpan(at..end).IndexOfAnyExcept(0ul)) >= 0; at++)
        {
            at += skip;
            _counts[at] += (long)(cells[at] >> CountShift);
            _rests[at] += (long)(cells[at] & ((1ul << CountShift) - 1));
            cells[at] = 0;
        }
    }

    // The first held bin whose mean is not below the value.
    private int Start(double value)
    {
        if (!(value > Low))
        {
            return 0;
        }

        if (value > High)
        {
            return _held.Count;
        }

        int bin = LowBin(value);
        int first = _first[bin];
        return first < _held.Count && _held[first] == bin && _means[first] < value ? first + 1 : first;
    }

    private void Accumulate()
    {
        _held.Clear();
        _means.Clear();
        _below.Clear();
        (int at, int end) = (Used().Start.Value, Used().End.Value);
        long count = 0;
        for (int skip; (skip = _counts.AsSpan(at..end).IndexOfAnyExcept(0)) >= 0; at++)
        {
            _first.AsSpan(at, skip + 1).Fill(_held.Count);
            at += skip;
            _held.Add(at);
            count += _counts[at];
        }

        _first.AsSpan(at..(end + 1)).Fill(_held.Count);
        CellMoments sum = default;
        foreach (int bin in _held)
        {
            _below.Add(sum);
            double total = Sum(bin), mean = total / _counts[bin];
            _means.Add(mean);
            sum = new CellMoments(sum.Mass + ((double)_counts[bin] / count), sum.First + (total / count), sum.Second + (total * mean / count));
        }

        _below.Add(sum);
        _isCurrent = true;
    }

    // Within a bin numbers lie evenly: the first, and so many steps from it.
    private double Sum(int bin)
    {
        uint bits = (uint)bin << Shift;
        bits = (bits & Sign) != 0 ? bits ^ Sign : ~bits & ~Rest;
        double first = BitConverter.UInt32BitsToSingle(bits);
        double step = BitConverter.UInt32BitsToSingle(bits | 1) - first;
        return (_counts[bin] * first) + (_rests[bin] * step);
    }
}
