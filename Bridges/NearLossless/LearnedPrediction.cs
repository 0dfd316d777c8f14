using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// A linear prediction that learns as it goes (normalized least mean squares), in integers: neighbours W, N, NW, NE, WW, NN, five elements of the channel that is
/// most like this one, one of the next, three facts of the same channel in the set before, and the running mean; each as a difference to the mean of W and N, or to
/// what stands there in the other channel. Vectors of 256 bits and the scalar twin give the same bits.
/// </summary>
internal sealed class LearnedPrediction : IPrediction
{
    private const int Taps = 16;
    private const int SpatialTaps = 6;
    private const int MeanTap = 15;

    // Weights in 2^-20, limited to +-2; their upper part (2^-14) times differences of 13 bits stays within 29 bits.
    private const int WeightBits = 20;
    private const int WeightLimit = (1 << (WeightBits + 1)) - 1;
    private const int UsedShift = 6;
    private const int ProductShift = 4;
    private const int GainLimit = 1 << 16;

    // Share of the error that a step takes away, in 1/65536: 9 %, the best of 300, 700, 1500, 3000, 6000 and 12000 on features of eight cuts
    // (3000 and 12000 cost 0.1 to 0.5 % more bits, 300 costs 2 %).
    private const int Rate = 6000;
    private const int MeanBits = 4;
    private const int MeanShift = 5;

    private readonly int[] _weights = new int[Taps];
    private readonly int[] _taps = new int[Taps];
    private readonly Planes _codes;
    private readonly Planes? _previous;
    private readonly short[] _nothing;
    private readonly int _stride;
    private readonly int _largest;
    private readonly int _leastPower;
    private readonly MixerWidth _width;
    private (short[] Values, int Start) _first;
    private (short[] Values, int Start) _second;
    private (short[] Values, int Start) _before;
    private int _mean;
    private int _base;
    private int _prediction;
    private int _power;

    /// <param name="codes">The segment's codes, filled as they come.</param>
    /// <param name="previous">The same channels of the set before; null without.</param>
    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="width">Vectors to use.</param>
    public LearnedPrediction(Planes codes, Planes? previous, int bitDepth, MixerWidth width)
    {
        _codes = codes;
        _previous = previous;
        _stride = codes.Stride;
        _nothing = new short[codes.PlaneLength];
        _largest = ((1 << bitDepth) - 1) << IPrediction.FractionBits;
        _leastPower = 16 << (2 * (bitDepth - 8));
        _width = width;
        _weights[0] = 1 << (WeightBits - 2);
        _weights[1] = 1 << (WeightBits - 2);
    }

    /// <inheritdoc/>
    public void Open(in ChannelFacts facts)
    {
        _first = Plane(facts.First);
        _second = Plane(facts.Second);
        _before = _previous is null ? (_nothing, _codes.Row(0, 0)) : (_previous.Values, _previous.Row(facts.Index, 0));
        _mean = facts.Mode << MeanBits;

        // What another channel says holds for one pair; what the neighbours and the past say, for all.
        Array.Clear(_weights, SpatialTaps, 6);
    }

    /// <inheritdoc/>
    public int Predict(ref short value, int offset)
    {
        int west = Unsafe.Add(ref value, -1);
        int north = Unsafe.Add(ref value, -_stride);
        _base = (west + north) >> 1;
        ref int t = ref MemoryMarshal.GetArrayDataReference(_taps);
        t = west - _base;
        Unsafe.Add(ref t, 1) = north - _base;
        Unsafe.Add(ref t, 2) = Unsafe.Add(ref value, -_stride - 1) - _base;
        Unsafe.Add(ref t, 3) = Unsafe.Add(ref value, -_stride + 1) - _base;
        Unsafe.Add(ref t, 4) = Unsafe.Add(ref value, -2) - _base;
        Unsafe.Add(ref t, 5) = Unsafe.Add(ref value, -2 * _stride) - _base;

        ref short a = ref At(_first, offset);
        int aWest = Unsafe.Add(ref a, -1);
        int aNorth = Unsafe.Add(ref a, -_stride);
        int aBase = (aWest + aNorth) >> 1;
        Unsafe.Add(ref t, 6) = a - aBase;
        Unsafe.Add(ref t, 7) = aWest - aBase;
        Unsafe.Add(ref t, 8) = aNorth - aBase;
        Unsafe.Add(ref t, 9) = Unsafe.Add(ref a, 1) - aBase;
        Unsafe.Add(ref t, 10) = Unsafe.Add(ref a, _stride) - aBase;

        ref short b = ref At(_second, offset);
        Unsafe.Add(ref t, 11) = b - ((Unsafe.Add(ref b, -1) + Unsafe.Add(ref b, -_stride)) >> 1);

        ref short c = ref At(_before, offset);
        int cBase = (Unsafe.Add(ref c, -1) + Unsafe.Add(ref c, -_stride)) >> 1;
        Unsafe.Add(ref t, 12) = _previous is null ? 0 : c - _base;
        Unsafe.Add(ref t, 13) = _previous is null ? 0 : cBase - _base;
        Unsafe.Add(ref t, 14) = Unsafe.Add(ref c, _stride) - cBase;
        Unsafe.Add(ref t, MeanTap) = (_mean >> MeanBits) - _base;

        const int shift = WeightBits - UsedShift - ProductShift - IPrediction.FractionBits;
        int difference = (WeightedSum() + (1 << (shift - 1))) >> shift;
        _prediction = Math.Clamp((_base << IPrediction.FractionBits) + difference, 0, _largest);
        return _prediction;
    }

    /// <inheritdoc/>
    public void Learn(int value)
    {
        _mean += ((value << MeanBits) - _mean) >> MeanShift;

        // Rate / 2^16 of the error, shared out by the taps' squares: in weights of 2^-20 and an error of 2^-3 that is 2^(20 - 16 - 3) = 2.
        int error = (value << IPrediction.FractionBits) - _prediction;
        int gain = Math.Clamp(error * (2 * Rate) / _power, -GainLimit, GainLimit);
        ref int w = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref int x = ref MemoryMarshal.GetArrayDataReference(_taps);
        if (_width == MixerWidth.Vector256)
        {
            Vector256<int> limit = Vector256.Create(WeightLimit);
            Vector256<int> lower = Vector256.LoadUnsafe(ref w) + (Vector256.LoadUnsafe(ref x) * gain);
            Vector256<int> upper = Vector256.LoadUnsafe(ref w, 8) + (Vector256.LoadUnsafe(ref x, 8) * gain);
            Vector256.Min(Vector256.Max(lower, -limit), limit).StoreUnsafe(ref w);
            Vector256.Min(Vector256.Max(upper, -limit), limit).StoreUnsafe(ref w, 8);
        }
        else
        {
            for (int i = 0; i < Taps; i++)
            {
                Unsafe.Add(ref w, i) = Math.Clamp(Unsafe.Add(ref w, i) + (Unsafe.Add(ref x, i) * gain), -WeightLimit, WeightLimit);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WeightedSum()
    {
        ref int w = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref int x = ref MemoryMarshal.GetArrayDataReference(_taps);
        if (_width == MixerWidth.Vector256)
        {
            Vector256<int> lower = Vector256.LoadUnsafe(ref x);
            Vector256<int> upper = Vector256.LoadUnsafe(ref x, 8);
            _power = _leastPower + Vector256.Sum((lower * lower) + (upper * upper));
            return Vector256.Sum((((Vector256.LoadUnsafe(ref w) >> UsedShift) * lower) >> ProductShift)
                + (((Vector256.LoadUnsafe(ref w, 8) >> UsedShift) * upper) >> ProductShift));
        }

        int sum = 0;
        _power = _leastPower;
        for (int i = 0; i < Taps; i++)
        {
            int tap = Unsafe.Add(ref x, i);
            _power += tap * tap;
            sum += ((Unsafe.Add(ref w, i) >> UsedShift) * tap) >> ProductShift;
        }

        return sum;
    }

    private (short[] Values, int Start) Plane(int channel) =>
        channel == 0 ? (_nothing, _codes.Row(0, 0)) : (_codes.Values, _codes.Row(channel - 1, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref short At((short[] Values, int Start) plane, int offset) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(plane.Values), plane.Start + offset);
}
