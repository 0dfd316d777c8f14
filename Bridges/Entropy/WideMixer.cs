using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// Binary decisions predicted by eight adaptive contexts at once, or by sixteen, whose predictions a logistic mixer adds under weights that learn which of them to
/// trust. Integers throughout; vectors of 256 bits and the scalar twin give the same bits.
/// </summary>
/// <remarks>
/// A counter is p in its upper 16 bits (probability of 1 in 1/65536) and its rate r in the lower 16: p moves by r of the way to what came, and r falls by
/// 3/4 of its square, which makes it about 4/(3n) after n decisions, down to <see cref="SlowestRate"/>.
/// </remarks>
internal sealed class WideMixer
{
    /// <summary>Decisions that each value of a context knows.</summary>
    public const int Nodes = 32;

    /// <summary>Contexts come in groups of so many: a vector of 256 bits.</summary>
    public const int Lanes = 8;

    private const uint FirstCounter = (32768u << 16) | 32768u;

    // 1/210 of the way: on features of eight cuts and a clip 1/90 to 1/210 differ by less than 0.1 % of the bits.
    private const int SlowestRate = 65536 / 210;

    // Weights in 1/65536, each limited to +-4, so that the product of a sum of two with an input of 12 bits stays within 31 bits.
    private const int WeightLimit = (1 << 18) - 1;

    // 0.15 for the two together: eight inputs that agree are a little surer than one alone.
    private const int FirstWeight = 4900;

    // The error's share that weights learn by, in 1/32: 4 to 8 differ by less than 0.1 % on the same features.
    private const int StepShare = 6;
    private const int ProductShift = 6;

    private readonly int _sets;
    private readonly MixerWidth _width;
    private readonly Group _first;
    private Group? _second;

    /// <param name="lines">For each of the eight contexts the values that it can take.</param>
    /// <param name="sets">Sets of weights.</param>
    /// <param name="width">Vectors to use.</param>
    public WideMixer(ReadOnlySpan<int> lines, int sets, MixerWidth width)
    {
        _sets = sets;
        _width = width;
        _first = new Group(lines, sets, FirstWeight);
    }

    /// <summary>From now on eight more contexts have their say; what the first have learned stays.</summary>
    public void Extend(ReadOnlySpan<int> lines) => _second ??= new Group(lines, _sets, FirstWeight / 2);

    /// <summary>Writes or reads what the first eight contexts have learned.</summary>
    public void State(StateStream state) => _first.State(state);

    /// <summary>Sets the value of one of the first eight contexts, below its number of lines, for the decisions to come.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Select(int context, int line) => _first.Select(context, line);

    /// <summary>The same of the eight that came by <see cref="Extend"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SelectMore(int context, int line) => _second!.Select(context, line);

    /// <summary>Codes a decision and learns it.</summary>
    /// <param name="coder">Encoder or decoder.</param>
    /// <param name="bit">0 or 1; a decoder ignores it.</param>
    /// <param name="node">Which decision, below <see cref="Nodes"/>.</param>
    /// <param name="set">Which weights: the set's number times <see cref="Nodes"/>, plus the node.</param>
    /// <param name="set2">Which weights are added to those, of another set.</param>
    public int Code<TCoder>(ref TCoder coder, int bit, int node, int set, int set2)
        where TCoder : IRangeCoder, allows ref struct => _width != MixerWidth.Vector256 ? CodeScalar(ref coder, bit, node, set, set2)
            : _second is null ? CodeVector(ref coder, bit, node, set, set2)
            : CodeVectors(ref coder, bit, node, set, set2);

    private int CodeVector<TCoder>(ref TCoder coder, int bit, int node, int set, int set2)
        where TCoder : IRangeCoder, allows ref struct
    {
        ref uint c = ref _first.Counter(node);
        ref int line = ref _first.Line;
        ref int weights = ref _first.Weight(set);
        ref int more = ref _first.Weight(set2);
        Vector256<uint> counters = Gather(ref c, ref line);
        Vector256<int> inputs = Stretch(counters);
        Vector256<int> w = Vector256.LoadUnsafe(ref weights);
        Vector256<int> m = Vector256.LoadUnsafe(ref more);
        uint p = OctaveLogistic.Squash(Vector256.Sum((inputs * (w + m)) >> ProductShift) >> (16 - ProductShift));
        bit = coder.Bit(bit, p);
        int step = Step(bit, p);
        Learned(w, inputs, step).StoreUnsafe(ref weights);
        Learned(m, inputs, step).StoreUnsafe(ref more);
        Scatter(Moved(counters, bit), ref c, ref line);
        return bit;
    }

    private int CodeVectors<TCoder>(ref TCoder coder, int bit, int node, int set, int set2)
        where TCoder : IRangeCoder, allows ref struct
    {
        ref uint c = ref _first.Counter(node);
        ref uint c2 = ref _second!.Counter(node);
        ref int line = ref _first.Line;
        ref int line2 = ref _second.Line;
        ref int weights = ref _first.Weight(set);
        ref int more = ref _first.Weight(set2);
        ref int weights2 = ref _second.Weight(set);
        ref int more2 = ref _second.Weight(set2);
        Vector256<uint> counters = Gather(ref c, ref line);
        Vector256<uint> counters2 = Gather(ref c2, ref line2);
        Vector256<int> inputs = Stretch(counters);
        Vector256<int> inputs2 = Stretch(counters2);
        Vector256<int> w = Vector256.LoadUnsafe(ref weights);
        Vector256<int> m = Vector256.LoadUnsafe(ref more);
        Vector256<int> w2 = Vector256.LoadUnsafe(ref weights2);
        Vector256<int> m2 = Vector256.LoadUnsafe(ref more2);
        uint p = OctaveLogistic.Squash(Vector256.Sum(((inputs * (w + m)) >> ProductShift) + ((inputs2 * (w2 + m2)) >> ProductShift)) >> (16 - ProductShift));
        bit = coder.Bit(bit, p);
        int step = Step(bit, p);
        Learned(w, inputs, step).StoreUnsafe(ref weights);
        Learned(m, inputs, step).StoreUnsafe(ref more);
        Learned(w2, inputs2, step).StoreUnsafe(ref weights2);
        Learned(m2, inputs2, step).StoreUnsafe(ref more2);
        Scatter(Moved(counters, bit), ref c, ref line);
        Scatter(Moved(counters2, bit), ref c2, ref line2);
        return bit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step(int bit, uint p) => (((bit << 16) - (int)p) * StepShare) >> 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Gather(ref uint c, ref int line) => Vector256.Create(
        Vector128.Create(
            Unsafe.Add(ref c, line), Unsafe.Add(ref c, Unsafe.Add(ref line, 1)), Unsafe.Add(ref c, Unsafe.Add(ref line, 2)), Unsafe.Add(ref c, Unsafe.Add(ref line, 3))),
        Vector128.Create(
            Unsafe.Add(ref c, Unsafe.Add(ref line, 4)), Unsafe.Add(ref c, Unsafe.Add(ref line, 5)), Unsafe.Add(ref c, Unsafe.Add(ref line, 6)), Unsafe.Add(ref c, Unsafe.Add(ref line, 7))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(Vector256<uint> counters, ref uint c, ref int line)
    {
        Vector128<uint> lower = counters.GetLower();
        Vector128<uint> upper = counters.GetUpper();
        Unsafe.Add(ref c, line) = lower[0];
        Unsafe.Add(ref c, Unsafe.Add(ref line, 1)) = lower[1];
        Unsafe.Add(ref c, Unsafe.Add(ref line, 2)) = lower[2];
        Unsafe.Add(ref c, Unsafe.Add(ref line, 3)) = lower[3];
        Unsafe.Add(ref c, Unsafe.Add(ref line, 4)) = upper[0];
        Unsafe.Add(ref c, Unsafe.Add(ref line, 5)) = upper[1];
        Unsafe.Add(ref c, Unsafe.Add(ref line, 6)) = upper[2];
        Unsafe.Add(ref c, Unsafe.Add(ref line, 7)) = upper[3];
    }

    // OctaveLogistic.Stretch, eight at a time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Stretch(Vector256<uint> counters)
    {
        Vector256<int> one = ((counters >> 15) | Vector256<uint>.One).AsInt32();
        Vector256<int> zero = Vector256.Create(1 << 17) - one;
        return (Vector256.ConvertToSingle(one).AsInt32() - Vector256.ConvertToSingle(zero).AsInt32()) >> 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Learned(Vector256<int> w, Vector256<int> inputs, int step)
    {
        Vector256<int> limit = Vector256.Create(WeightLimit);
        w += ((inputs * step) + Vector256.Create(1 << 13)) >> 14;
        return Vector256.Min(Vector256.Max(w, -limit), limit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Moved(Vector256<uint> counters, int bit)
    {
        Vector256<int> now = (counters >> 16).AsInt32();
        Vector256<int> rate = (counters & Vector256.Create(0xFFFFu)).AsInt32();
        Vector256<int> target = Vector256.Create(-bit & 0xFFFF);
        now += ((((target - now) >> 1) * rate) + Vector256.Create(1 << 14)) >> 15;
        rate = Vector256.Max(rate - (((rate * rate) >>> 2) * 3 >>> 16), Vector256.Create(SlowestRate));
        return ((now << 16) | rate).AsUInt32();
    }

    private int CodeScalar<TCoder>(ref TCoder coder, int bit, int node, int set, int set2)
        where TCoder : IRangeCoder, allows ref struct
    {
        Span<int> inputs = stackalloc int[2 * Lanes];
        int sum = _first.Sum(node, set, set2, inputs) + (_second?.Sum(node, set, set2, inputs[Lanes..]) ?? 0);
        uint p = OctaveLogistic.Squash(sum >> (16 - ProductShift));
        bit = coder.Bit(bit, p);
        _first.Learn(node, set, set2, inputs, bit, Step(bit, p));
        _second?.Learn(node, set, set2, inputs[Lanes..], bit, Step(bit, p));
        return bit;
    }

    // Eight contexts: their counters, the lines chosen, and the weights.
    private sealed class Group
    {
        private readonly uint[] _counters;
        private readonly int[] _weights;
        private readonly int[] _lines = new int[Lanes];
        private readonly int[] _starts = new int[Lanes];

        public Group(ReadOnlySpan<int> lines, int sets, int weight)
        {
            int total = 0;
            for (int i = 0; i < Lanes; i++)
            {
                _starts[i] = total;
                total += lines[i] * Nodes;
            }

            _counters = new uint[total];
            _counters.AsSpan().Fill(FirstCounter);
            _weights = new int[sets * Nodes * Lanes];
            _weights.AsSpan().Fill(weight);
        }

        public void State(StateStream state)
        {
            state.Mixed(_counters);
            state.Weights(_weights, 4);
        }

        public ref int Line => ref MemoryMarshal.GetArrayDataReference(_lines);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Select(int context, int line) => Unsafe.Add(ref Line, context) = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_starts), context) + (line * Nodes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref uint Counter(int node) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_counters), node);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref int Weight(int set) => ref _weights[set * Lanes];

        // The scalar twin of the vectors above.
        public int Sum(int node, int set, int set2, Span<int> inputs)
        {
            int sum = 0;
            for (int i = 0; i < Lanes; i++)
            {
                inputs[i] = OctaveLogistic.Stretch((int)(_counters[_lines[i] + node] >> 16));
                sum += (inputs[i] * (_weights[(set * Lanes) + i] + _weights[(set2 * Lanes) + i])) >> ProductShift;
            }

            return sum;
        }

        public void Learn(int node, int set, int set2, ReadOnlySpan<int> inputs, int bit, int step)
        {
            for (int i = 0; i < Lanes; i++)
            {
                foreach (int s in (ReadOnlySpan<int>)[set, set2])
                {
                    ref int w = ref _weights[(s * Lanes) + i];
                    w = Math.Clamp(w + (((inputs[i] * step) + (1 << 13)) >> 14), -WeightLimit, WeightLimit);
                }

                ref uint counter = ref _counters[_lines[i] + node];
                int now = (int)(counter >> 16);
                int rate = (int)(counter & 0xFFFF);
                now += (((((-bit & 0xFFFF) - now) >> 1) * rate) + (1 << 14)) >> 15;
                rate = Math.Max(rate - (((rate * rate) >>> 2) * 3 >>> 16), SlowestRate);
                counter = ((uint)now << 16) | (uint)rate;
            }
        }
    }
}
