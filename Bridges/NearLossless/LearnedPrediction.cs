using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// A linear prediction that learns as it goes (normalized least mean squares), in integers, from groups of eight taps: the channel itself; the two channels that are most
/// like it; and after another set its past, and in two groups what up to four channels have added to theirs. Taps are differences to the mean of W and N, or to that of the
/// other channel. Vectors and the scalar twin give the same bits.
/// </summary>
internal sealed class LearnedPrediction
{
    /// <summary>Bits behind the point of a prediction.</summary>
    public const int FractionBits = 3;

    private const int Group = 8;
    private const int GroupsAlone = 2;
    private const int Groups = 5;

    // Weights in 2^-20, limited to +-2; their upper part (2^-14) times differences of 13 bits stays within 29 bits.
    private const int WeightBits = 20;
    private const int WeightLimit = (1 << (WeightBits + 1)) - 1;
    private const int UsedShift = 6;
    private const int ProductShift = 4;
    private const int GainLimit = 1 << 16;

    // Share of the error that a step takes away, in 1/65536: 11 %; 6 % to 14 % differ by less than 0.2 % of the bits on features of eight cuts and a clip.
    private const int Rate = 7000;

    // The gain is divided by the taps' power to 6 bits.
    private const int ReciprocalBits = 5;
    private const int MeanBits = 4;
    private const int MeanShift = 5;

    private static readonly int[] Reciprocals = [.. Enumerable.Range(0, 1 << ReciprocalBits).Select(i => (2 * Rate << (ReciprocalBits + 1)) / ((2 << ReciprocalBits) + (2 * i) + 1))];

    private readonly int[] _weights = new int[Groups * Group];
    private readonly int[] _taps = new int[Groups * Group];
    private readonly int _largest;
    private readonly uint _leastPower;
    private readonly int _fraction;
    private readonly int _shift;
    private readonly bool _vectors;
    private Planes _codes = null!;
    private Past? _past;
    private short[] _nothing = [];
    private Kept?[] _kept = [];
    private Kept?[] _calibrated = [];
    private Place _first;
    private Place _second;
    private Place _before;
    private Place _earlier;
    private Place _added0;
    private Place _added1;
    private Place _added2;
    private Place _added3;
    private int _mean;
    private int _prediction;
    private uint _power;

    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="width">Vectors to use.</param>
    public LearnedPrediction(int bitDepth, MixerWidth width)
    {
        _fraction = Past.FractionBits(bitDepth);
        _largest = ((1 << bitDepth) - 1) << FractionBits;
        _leastPower = 64u << (2 * (bitDepth - 8 + _fraction));
        _shift = WeightBits - UsedShift - ProductShift - FractionBits + _fraction;
        _vectors = width != MixerWidth.Scalar;
        _weights[1] = 1 << (WeightBits - 2);
        _weights[4] = 1 << (WeightBits - 2);
    }

    /// <summary>References that channels have since a set before or from a profile; null for a channel that never had any to say. Empty where none has.</summary>
    public ChannelReferences?[] KeptReferences => [.. Known.Select(k => k?.References)];

    private Kept?[] Known => _past is null ? _calibrated : _kept;

    /// <summary>From now on these are the references of every channel, in sets that refer to no other.</summary>
    public void Calibrate(IEnumerable<ChannelReferences> references) => _calibrated = [.. references.Select(r => new Kept([.. _weights], r))];

    /// <summary>Writes or reads what has been learned; false where what was read refers to later channels.</summary>
    /// <param name="state">To write to, or read from.</param>
    /// <param name="channels">Channels of the segment.</param>
    public bool State(StateStream state, int channels)
    {
        state.Weights(_weights.AsSpan(0, GroupsAlone * Group), UsedShift);
        _calibrated = _calibrated.Length > 0 ? _calibrated : [.. Enumerable.Range(0, channels).Select(_ => new Kept(new int[_weights.Length], default))];
        for (int c = 0; c < channels; c++)
        {
            Kept kept = _calibrated[c]!;
            state.Weights(kept.Weights.AsSpan(0, GroupsAlone * Group), UsedShift);
            var references = new ChannelReferences(state.Number(kept.References.First), state.Number(kept.References.Second));
            if (references.First > c || references.Second > c)
            {
                return false;
            }

            _calibrated[c] = kept with { References = references };
        }

        return true;
    }

    /// <summary>Starts a set.</summary>
    /// <param name="codes">The segment's codes, filled as they come.</param>
    /// <param name="past">The sets before; null without.</param>
    public void Start(Planes codes, Past? past)
    {
        _codes = codes;
        _past = past;
        _nothing = _nothing.Length == 0 ? new short[codes.PlaneLength] : _nothing;
        _kept = past is not null && _kept.Length == 0 ? new Kept?[codes.Channels] : _kept;
    }

    /// <summary>Starts a channel.</summary>
    public void Open(in ChannelFacts facts)
    {
        ChannelReferences others = facts.References;
        _first = At(_codes, others.First - 1);
        _second = At(_codes, others.Second - 1);
        _before = At(_past?.Before, facts.Index);
        _earlier = At(_past?.Earlier, facts.Index);
        _added0 = At(_past?.Innovations, others.First - 1);
        _added1 = At(_past?.Innovations, others.Second - 1);
        _added2 = At(_past?.Innovations, others.Third - 1);
        _added3 = At(_past?.Innovations, others.Fourth - 1);
        _mean = facts.Mode << MeanBits;
        if (Known.Length > 0 && Known[facts.Index] is Kept kept)
        {
            kept.Weights.CopyTo(_weights, 0);
        }
        else
        {
            // What another channel says holds for one pair; what the neighbours and the past say, for all.
            Array.Clear(_weights, Group, Group);
            Array.Clear(_weights, 3 * Group, 2 * Group);
        }
    }

    /// <summary>Ends a channel.</summary>
    public void Close(in ChannelFacts facts)
    {
        if (Known.Length > 0)
        {
            Known[facts.Index] = new Kept([.. _weights], facts.References);
        }
    }

    /// <summary>The predicted code with <see cref="FractionBits"/>, within the codes' range.</summary>
    /// <param name="value">The element's place; what stands left of it and above is known.</param>
    /// <param name="offset">From the channel's first element, in values.</param>
    public int Predict(ref short value, int offset)
    {
        int f = _fraction;
        int stride = _codes.Stride;
        int west = Unsafe.Add(ref value, -1);
        ref short above = ref Unsafe.Add(ref value, -stride);
        int ground = ((west + above) << f) >> 1;
        ref short a = ref _first.At(offset);
        ref short b = ref _second.At(offset);
        int groundA = ((Unsafe.Add(ref a, -1) + Unsafe.Add(ref a, -stride)) << f) >> 1;
        int groundB = ((Unsafe.Add(ref b, -1) + Unsafe.Add(ref b, -stride)) << f) >> 1;
        Vector256<int> own = (Vector256.Create(
            Unsafe.Add(ref above, -1), above, Unsafe.Add(ref above, 1), Unsafe.Add(ref above, 2),
            west, Unsafe.Add(ref value, -2), Unsafe.Add(ref above, -stride), _mean >> MeanBits) << f) - Vector256.Create(ground);
        Vector256<int> others = (Vector256.Create(
            Unsafe.Add(ref a, -1), a, Unsafe.Add(ref a, 1), Unsafe.Add(ref a, -stride),
            Unsafe.Add(ref a, stride), Unsafe.Add(ref a, -stride + 1), b, Unsafe.Add(ref b, 1)) << f)
            - Vector256.Create(groundA, groundA, groundA, groundA, groundA, groundA, groundB, groundB);
        ref int taps = ref MemoryMarshal.GetArrayDataReference(_taps);
        own.StoreUnsafe(ref taps);
        others.StoreUnsafe(ref taps, Group);
        if (_past is not null)
        {
            PastTaps(ref taps, offset, stride, ground);
        }

        int sum = _vectors ? WeightedSum(own, others) : ScalarSum();
        _prediction = Branchless.Clamp((ground << (FractionBits - f)) + ((sum + (1 << (_shift - 1))) >> _shift), 0, _largest);
        return _prediction;
    }

    /// <summary>Takes the element's true code.</summary>
    public void Learn(int value)
    {
        _mean += ((value << MeanBits) - _mean) >> MeanShift;

        // Rate / 2^16 of the error, shared out by the taps' squares: in weights of 2^-20 and an error of 2^-3 that is 2^(20 - 16 - 3) = 2, which the reciprocals have.
        int error = ((value << FractionBits) - _prediction) << _fraction;
        int octave = BitOperations.Log2(_power);
        long reciprocal = Reciprocals[(_power >> (octave - ReciprocalBits)) & ((1u << ReciprocalBits) - 1)];
        int gain = Math.Clamp((int)((error * reciprocal) >> octave), -GainLimit, GainLimit);
        int count = _past is null ? GroupsAlone * Group : Groups * Group;
        ref int w = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref int x = ref MemoryMarshal.GetArrayDataReference(_taps);
        if (_vectors)
        {
            Vector256<int> limit = Vector256.Create(WeightLimit);
            for (nuint i = 0; i < (nuint)count; i += Group)
            {
                Vector256<int> next = Vector256.LoadUnsafe(ref w, i) + (Vector256.LoadUnsafe(ref x, i) * gain);
                Vector256.Min(Vector256.Max(next, -limit), limit).StoreUnsafe(ref w, i);
            }
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                Unsafe.Add(ref w, i) = Math.Clamp(Unsafe.Add(ref w, i) + (Unsafe.Add(ref x, i) * gain), -WeightLimit, WeightLimit);
            }
        }
    }

    private void PastTaps(ref int taps, int offset, int stride, int ground)
    {
        ref short c = ref _before.At(offset);
        ref short d = ref _earlier.At(offset);
        ref short i0 = ref _added0.At(offset);
        ref short i1 = ref _added1.At(offset);
        ref short i2 = ref _added2.At(offset);
        ref short i3 = ref _added3.At(offset);
        (Vector256.Create(
            c, Unsafe.Add(ref c, -1), Unsafe.Add(ref c, 1), Unsafe.Add(ref c, -stride),
            Unsafe.Add(ref c, stride), d, Unsafe.Add(ref c, -stride - 1), Unsafe.Add(ref c, -stride + 1)) - Vector256.Create(ground)).StoreUnsafe(ref taps, 2 * Group);
        Vector256.Create(
            i0, Unsafe.Add(ref i0, -1), Unsafe.Add(ref i0, 1), Unsafe.Add(ref i0, -stride), Unsafe.Add(ref i0, stride),
            i1, Beside(ref i1), AboveAndBelow(ref i1, stride)).StoreUnsafe(ref taps, 3 * Group);
        Vector256.Create(
            i2, Beside(ref i2), AboveAndBelow(ref i2, stride), i3, Beside(ref i3), AboveAndBelow(ref i3, stride),
            Beside(ref d) - (2 * d), AboveAndBelow(ref d, stride) - (2 * d)).StoreUnsafe(ref taps, 4 * Group);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Beside(ref short value) => Unsafe.Add(ref value, -1) + Unsafe.Add(ref value, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AboveAndBelow(ref short value, int stride) => Unsafe.Add(ref value, -stride) + Unsafe.Add(ref value, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WeightedSum(Vector256<int> own, Vector256<int> others)
    {
        ref int w = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref int x = ref MemoryMarshal.GetArrayDataReference(_taps);
        Vector256<int> power = (own * own) + (others * others);
        Vector256<int> sum = Product(ref w, 0, own) + Product(ref w, Group, others);
        if (_past is not null)
        {
            for (nuint i = GroupsAlone * Group; i < Groups * Group; i += Group)
            {
                Vector256<int> taps = Vector256.LoadUnsafe(ref x, i);
                power += taps * taps;
                sum += Product(ref w, i, taps);
            }
        }

        _power = _leastPower + (uint)Vector256.Sum(power);
        return Vector256.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Product(ref int weights, nuint at, Vector256<int> taps) => ((Vector256.LoadUnsafe(ref weights, at) >> UsedShift) * taps) >> ProductShift;

    private int ScalarSum()
    {
        int sum = 0;
        _power = _leastPower;
        int count = _past is null ? GroupsAlone * Group : Groups * Group;
        for (int i = 0; i < count; i++)
        {
            _power += (uint)(_taps[i] * _taps[i]);
            sum += ((_weights[i] >> UsedShift) * _taps[i]) >> ProductShift;
        }

        return sum;
    }

    private Place At(Planes? planes, int channel) =>
        planes is null || channel < 0 ? new Place(_nothing, _codes.Row(0, 0)) : new Place(planes.Values, planes.Row(channel, 0));

    // Where a channel's first element is.
    private readonly struct Place(short[] values, int start)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref short At(int offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), start + offset);
    }

    private sealed record Kept(int[] Weights, ChannelReferences References);
}
