using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// Binary decisions predicted by seven adaptive contexts at once, whose predictions a logistic mixer adds under weights that learn which of them to
/// trust. Integers throughout; vectors of 256 bits and the scalar twin give the same bits.
/// </summary>
/// <remarks>
/// A counter is p in its upper 16 bits (probability of 1 in 1/65536) and its rate r in the lower 16: p moves by r of the way to what came, and r falls by
/// 3/4 of its square, which makes it about 4/(3n) after n decisions, down to <see cref="SlowestRate"/>.
/// </remarks>
internal sealed class ContextMixer
{
    /// <summary>Contexts of a decision; an eighth input is constant.</summary>
    public const int Contexts = 7;

    private const int Lanes = 8;
    private const uint FirstCounter = (32768u << 16) | 32768u;

    // 1/110 of the way: on features of eight cuts 1/90 to 1/210 differ by less than 0.1 % of the bits.
    private const int SlowestRate = 65536 / 110;

    // Weights in 1/65536 limited to +-8, so that a product with an input of 11 bits stays within 31 bits.
    private const int WeightLimit = (1 << 19) - 1;

    // 1/6, which makes seven inputs that agree a little surer than one alone.
    private const int FirstWeight = 11000;

    // The error's share that weights learn by: a shift of 1 is as good, 3 and 4 cost 0.3 and 0.7 % on the same features.
    private const int StepShift = 2;
    private const int ProductShift = 6;
    private const int Bias = 256;

    private readonly uint[] _counters;
    private readonly int[] _weights;
    private readonly int[] _lines = new int[Lanes];
    private readonly int _contextLength;
    private readonly int _nodes;
    private readonly MixerWidth _width;

    /// <param name="lines">Values that each context can take.</param>
    /// <param name="nodes">Decisions that each value of a context knows.</param>
    /// <param name="sets">Sets of weights.</param>
    /// <param name="width">Vectors to use.</param>
    public ContextMixer(int lines, int nodes, int sets, MixerWidth width)
    {
        _contextLength = lines * nodes;
        _nodes = nodes;
        _counters = new uint[Contexts * _contextLength];
        _counters.AsSpan().Fill(FirstCounter);
        _weights = new int[sets * Lanes];
        _weights.AsSpan().Fill(FirstWeight);
        _width = width;
    }

    /// <summary>All counters: what was learned, and where to start from what was learned elsewhere.</summary>
    public Span<uint> Counters => _counters;

    /// <summary>All weights.</summary>
    public Span<int> Weights => _weights;

    /// <summary>Sets the value of a context, below the number of lines, for the decisions to come.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Select(int context, int line) => _lines[context] = (context * _contextLength) + (line * _nodes);

    /// <summary>Codes a decision and learns it.</summary>
    /// <param name="coder">Encoder or decoder.</param>
    /// <param name="bit">0 or 1; a decoder ignores it.</param>
    /// <param name="node">Which decision, below the number of nodes.</param>
    /// <param name="set">Which weights, below the number of sets.</param>
    public int Code<TCoder>(ref TCoder coder, int bit, int node, int set)
        where TCoder : IRangeCoder, allows ref struct
    {
        ref uint c = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_counters), node);
        ref int line = ref MemoryMarshal.GetArrayDataReference(_lines);
        ref int weights = ref _weights[set * Lanes];
        return _width == MixerWidth.Vector256
            ? CodeVector(ref coder, bit, ref c, ref line, ref weights)
            : CodeScalar(ref coder, bit, ref c, ref line, ref weights);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CodeVector<TCoder>(ref TCoder coder, int bit, ref uint c, ref int line, ref int weights)
        where TCoder : IRangeCoder, allows ref struct
    {
        ref uint c0 = ref Unsafe.Add(ref c, line);
        ref uint c1 = ref Unsafe.Add(ref c, Unsafe.Add(ref line, 1));
        ref uint c2 = ref Unsafe.Add(ref c, Unsafe.Add(ref line, 2));
        ref uint c3 = ref Unsafe.Add(ref c, Unsafe.Add(ref line, 3));
        ref uint c4 = ref Unsafe.Add(ref c, Unsafe.Add(ref line, 4));
        ref uint c5 = ref Unsafe.Add(ref c, Unsafe.Add(ref line, 5));
        ref uint c6 = ref Unsafe.Add(ref c, Unsafe.Add(ref line, 6));
        Vector256<int> inputs = Vector256.Create(
            Logistic.Stretch(c0 >> 20), Logistic.Stretch(c1 >> 20), Logistic.Stretch(c2 >> 20), Logistic.Stretch(c3 >> 20),
            Logistic.Stretch(c4 >> 20), Logistic.Stretch(c5 >> 20), Logistic.Stretch(c6 >> 20), Bias);
        Vector256<int> w = Vector256.LoadUnsafe(ref weights);
        int sum = Vector256.Sum((inputs * w) >> ProductShift);
        uint p = Logistic.Squash(sum >> (16 - ProductShift));
        bit = coder.Bit(bit, p);

        int step = ((bit << 16) - (int)p) >> StepShift;
        Vector256<int> limit = Vector256.Create(WeightLimit);
        w += ((inputs * step) + Vector256.Create(1 << 13)) >> 14;
        Vector256.Min(Vector256.Max(w, -limit), limit).StoreUnsafe(ref weights);

        Vector256<uint> counters = Vector256.Create(c0, c1, c2, c3, c4, c5, c6, 0u);
        Vector256<int> now = (counters >> 16).AsInt32();
        Vector256<int> rate = (counters & Vector256.Create(0xFFFFu)).AsInt32();
        Vector256<int> target = Vector256.Create(-bit & 0xFFFF);
        now += ((((target - now) >> 1) * rate) + Vector256.Create(1 << 14)) >> 15;
        rate = Vector256.Max(rate - (((rate * rate) >>> 2) * 3 >>> 16), Vector256.Create(SlowestRate));
        counters = ((now << 16) | rate).AsUInt32();
        Vector128<uint> lower = counters.GetLower();
        Vector128<uint> upper = counters.GetUpper();
        c0 = lower[0];
        c1 = lower[1];
        c2 = lower[2];
        c3 = lower[3];
        c4 = upper[0];
        c5 = upper[1];
        c6 = upper[2];
        return bit;
    }

    private static int CodeScalar<TCoder>(ref TCoder coder, int bit, ref uint c, ref int line, ref int weights)
        where TCoder : IRangeCoder, allows ref struct
    {
        Span<int> inputs = stackalloc int[Lanes];
        inputs[Contexts] = Bias;
        for (int i = 0; i < Contexts; i++)
        {
            inputs[i] = Logistic.Stretch(Unsafe.Add(ref c, Unsafe.Add(ref line, i)) >> 20);
        }

        int sum = 0;
        for (int i = 0; i < Lanes; i++)
        {
            sum += (inputs[i] * Unsafe.Add(ref weights, i)) >> ProductShift;
        }

        uint p = Logistic.Squash(sum >> (16 - ProductShift));
        bit = coder.Bit(bit, p);

        int step = ((bit << 16) - (int)p) >> StepShift;
        for (int i = 0; i < Lanes; i++)
        {
            ref int w = ref Unsafe.Add(ref weights, i);
            w = Math.Clamp(w + (((inputs[i] * step) + (1 << 13)) >> 14), -WeightLimit, WeightLimit);
        }

        for (int i = 0; i < Contexts; i++)
        {
            ref uint counter = ref Unsafe.Add(ref c, Unsafe.Add(ref line, i));
            int now = (int)(counter >> 16);
            int rate = (int)(counter & 0xFFFF);
            now += (((((-bit & 0xFFFF) - now) >> 1) * rate) + (1 << 14)) >> 15;
            rate = Math.Max(rate - (((rate * rate) >>> 2) * 3 >>> 16), SlowestRate);
            counter = ((uint)now << 16) | (uint)rate;
        }

        return bit;
    }
}
