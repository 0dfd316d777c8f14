using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Effort best: an element is a few binary decisions, each predicted by eight contexts, after another set by sixteen, and mixed. Is it the channel's mode? Is the
/// difference to the prediction at least 2^j, from the j that the errors around suggest up or down; its sign; its bits below the first.
/// </summary>
internal sealed class MixedModel : ElementModel
{
    // Decisions of a context's line. Sizes go to 2^12, of which the last share a decision.
    private const int ModeNode = 0;
    private const int StartNode = 1;
    private const int UpNode = 9;
    private const int DownNode = 17;
    private const int SignNode = 24;
    private const int LastSize = 7;

    // Weights are a sum of two sets: one for the errors around, one for how far the prediction is above the mode, or for how much the set before has changed.
    private const int ErrorSets = 4;
    private const int AboveSets = 16;
    private const int ChangeSets = Levels.Count;

    private const int BelowDepth = 3;
    private const uint BelowLimit = 250;

    private static readonly int[] Lines = [1024, AboveSets * Levels.Count, 121 * 8, 675, 1024, 960, 64 * 64, 225 * 8];
    private static readonly int[] PastLines = [128 * Levels.Count, 675 * 2, 33 * 8, 225 * 8, 225 * 4, Levels.Count * Levels.Count, 1024, 15 * Levels.Count];

    private readonly WideMixer _mixer;
    private readonly uint[] _below = new uint[16 * 8 * AboveSets];
    private readonly int _maxCode;
    private short[] _nothing = [];
    private int _errorSet;
    private int _otherSet;

    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="width">Vectors to use.</param>
    public MixedModel(int bitDepth, MixerWidth width)
        : base(bitDepth)
    {
        _maxCode = (1 << bitDepth) - 1;
        _mixer = new WideMixer(Lines, ErrorSets + AboveSets + ChangeSets, width);
        _below.AsSpan().Fill(BitCounter.Initial);
    }

    /// <inheritdoc/>
    public override void Start(Planes codes, Planes errors, Past? past)
    {
        base.Start(codes, errors, past);
        _nothing = _nothing.Length == 0 ? new short[codes.PlaneLength] : _nothing;
        if (past is not null)
        {
            _mixer.Extend(PastLines);
        }
    }

    /// <inheritdoc/>
    public override bool State(StateStream state)
    {
        _mixer.State(state);
        state.Counters(_below);
        return true;
    }

    /// <inheritdoc/>
    protected override void Code<TCoder>(ref TCoder coder, LearnedPrediction prediction, in ChannelFacts facts, int row, int offset)
    {
        int mode = facts.Mode;
        bool mixed = facts.Kind == ChannelKind.Mixed;
        for (int x = 0; x < Codes.Width; x++, offset++)
        {
            ref short v = ref At(Codes.Values, row + x);
            ref short e = ref At(Errors.Values, row + x);
            int fine = prediction.Predict(ref v, offset);
            int p = (fine + (1 << (LearnedPrediction.FractionBits - 1))) >> LearnedPrediction.FractionBits;
            (int level, int half) = Activity(ref e, Codes.Stride);
            int above = Select(ref v, ref e, facts, offset, fine, p, level);
            _otherSet = (ErrorSets + above) * WideMixer.Nodes;
            _errorSet = Branchless.Min(level / 4, ErrorSets - 1) * WideMixer.Nodes;
            if (Past is not null)
            {
                int change = SelectPast(ref v, facts, offset, fine, p, level);
                _otherSet = (ErrorSets + AboveSets + change) * WideMixer.Nodes;
            }

            int value = mixed && Decide(ref coder, Branchless.Equal(v, mode), ModeNode) != 0 ? mode : Difference(ref coder, v, p, half, above);
            v = (short)value;
            e = (short)(value - p);
            prediction.Learn(value);
        }
    }

    // The errors around, as a level and as the size to ask for first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Level, int Half) Activity(ref short e, int stride)
    {
        int sum = (2 * (Branchless.Abs(Unsafe.Add(ref e, -1)) + Branchless.Abs(Unsafe.Add(ref e, -stride))))
            + Branchless.Abs(Unsafe.Add(ref e, -stride - 1)) + Branchless.Abs(Unsafe.Add(ref e, -stride + 1))
            + Branchless.Abs(Unsafe.Add(ref e, -2)) + Branchless.Abs(Unsafe.Add(ref e, -2 * stride));
        return (Levels.Of(sum >> DepthShift), sum * 17 >> 7);
    }

    // The contexts of any set; gives the prediction above the mode as a level.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Select(ref short v, ref short e, in ChannelFacts facts, int offset, int fine, int p, int level)
    {
        int ds = DepthShift;
        int stride = Codes.Stride;
        int mode = facts.Mode;
        int start = Codes.Row(0, 0) + offset;
        int first = facts.References.First - 1;
        int second = facts.References.Second - 1;
        ref short a = ref first < 0 ? ref _nothing[start] : ref At(Codes.Values, start + (first * Codes.PlaneLength));
        int modeA = first < 0 ? -1 : Modes[first];
        int errorA = first < 0 ? 0 : At(Errors.Values, start + (first * Codes.PlaneLength)) >> ds;
        int errorB = second < 0 ? 0 : At(Errors.Values, start + (second * Codes.PlaneLength)) >> ds;
        int w = Unsafe.Add(ref v, -1);
        int n = Unsafe.Add(ref v, -stride);
        int nw = Unsafe.Add(ref v, -stride - 1);
        int ne = Unsafe.Add(ref v, -stride + 1);
        int modes = Branchless.Equal(w, mode) | (Branchless.Equal(n, mode) << 1) | (Branchless.Equal(ne, mode) << 2) | (Branchless.Equal(nw, mode) << 3)
            | (Branchless.Equal(Unsafe.Add(ref v, -2), mode) << 4) | (Branchless.Equal(Unsafe.Add(ref v, -2 * stride), mode) << 5)
            | (Branchless.Equal(a, modeA) << 6) | (Branchless.Equal(Unsafe.Add(ref a, stride), modeA) << 7) | (Branchless.Equal(Unsafe.Add(ref a, 1), modeA) << 8) | (Branchless.Equal(Branchless.Max(level, 8), 8) << 9);
        int median = Branchless.Max(Branchless.Min(w, n), Branchless.Min(Branchless.Max(w, n), w + n - nw));
        int above = Branchless.Min(AboveSets - 1, Levels.Of(Branchless.Max(0, p - mode) >> ds));
        int third = level / 3;
        int halves = Branchless.Clamp(((fine >> 2) - (mode << 1)) >> ds, -8, 55) + 8;
        _mixer.Select(0, facts.Index & 1023);
        _mixer.Select(1, (above * Levels.Count) + level);
        _mixer.Select(2, (Levels.Of11(errorB) * 11) + Levels.Of11(errorA) + (121 * third));
        _mixer.Select(3, (Levels.Of15((w - p) >> ds) * 15) + Levels.Of15((n - p) >> ds) + (225 * (1 + Math.Sign(ne - p))));
        _mixer.Select(4, modes);
        _mixer.Select(5, (Levels.Of15((median - p) >> ds) * 16) + Branchless.Min(15, Levels.Of(Branchless.Abs(ne - n) >> ds))
            + (240 * Branchless.Min(3, Levels.Of(Branchless.Abs(w - nw) >> ds) / 3)));
        _mixer.Select(6, (halves * 64) + (((3 * Branchless.Equal(a, modeA)) + Branchless.Equal(w, mode) + Branchless.Equal(n, mode)) * 8) + third);
        _mixer.Select(7, (Levels.Of15(Unsafe.Add(ref e, -1) >> ds) * 15) + Levels.Of15(Unsafe.Add(ref e, -stride) >> ds) + (225 * third));
        return above;
    }

    // The contexts of a set after others; gives how far the neighbours are from where they stood in the set before, as a level.
    private int SelectPast(ref short v, in ChannelFacts facts, int offset, int fine, int p, int level)
    {
        int ds = DepthShift;
        int f = Fraction;
        int stride = Codes.Stride;
        int mode = facts.Mode;
        int start = Codes.Row(facts.Index, 0) + offset;
        ref short b = ref At(Past!.Before.Values, start);
        ref short u = ref At(Past.Earlier.Values, start);
        ref short pe = ref At(Past.Errors.Values, start);
        int sum = (2 * (Distance(ref v, ref b, -1, f) + Distance(ref v, ref b, -stride, f)))
            + Distance(ref v, ref b, -stride - 1, f) + Distance(ref v, ref b, -stride + 1, f) + Distance(ref v, ref b, -2, f) + Distance(ref v, ref b, -2 * stride, f);
        int change = Levels.Of(sum >> (ds + f - (f >> 1)));
        int pf = p << f;
        int half = (1 << f) >> 1;
        int t = (b + half) >> f;
        int w = Unsafe.Add(ref v, -1);
        int n = Unsafe.Add(ref v, -stride);
        int west = Unsafe.Add(ref b, -1);
        int north = Unsafe.Add(ref b, -stride);
        int east = Unsafe.Add(ref b, 1);
        int south = Unsafe.Add(ref b, stride);
        int alongRow = Branchless.Clamp((((w << f) + b - west - pf) + half) >> (f + ds), -255, 255);
        int alongColumn = Branchless.Clamp((((n << f) + b - north - pf) + half) >> (f + ds), -255, 255);
        int moving = Branchless.Equal(Branchless.Max(change, 7), change);
        int errors = (2 * Branchless.Abs(pe)) + Branchless.Abs(Unsafe.Add(ref pe, 1)) + Branchless.Abs(Unsafe.Add(ref pe, -1))
            + Branchless.Abs(Unsafe.Add(ref pe, stride)) + Branchless.Abs(Unsafe.Add(ref pe, -stride));
        int modes = Branchless.Equal(w, mode) | (Branchless.Equal(n, mode) << 1) | (Branchless.Equal((west + half) >> f, mode) << 2) | (Branchless.Equal((north + half) >> f, mode) << 3) | (Branchless.Equal(t, mode) << 4)
            | (Branchless.Equal((east + half) >> f, mode) << 5) | (Branchless.Equal((south + half) >> f, mode) << 6) | (Branchless.Equal((u + half) >> f, mode) << 7) | (Branchless.Equal(p, mode) << 8) | (moving << 9);
        int quarters = Branchless.Clamp(((fine >> 1) - (mode << 2)) >> ds, -16, 111) + 16;
        _mixer.SelectMore(0, (quarters * Levels.Count) + level);
        _mixer.SelectMore(1, (((Levels.Of15(alongRow) * 15) + Levels.Of15(alongColumn) + (225 * (1 + Math.Sign(b - pf)))) * 2) + moving);
        _mixer.SelectMore(2, ((Branchless.Clamp((b - pf) >> ds, -16, 16) + 16) * 8) + (change / 3));
        _mixer.SelectMore(3, (Levels.Of15((b - u) >> ds) * 15) + Levels.Of15((b - pf) >> ds) + (225 * (change / 3)));
        _mixer.SelectMore(4, (Levels.Of15((east - pf) >> (ds + f)) * 15) + Levels.Of15((south - pf) >> (ds + f)) + (225 * (change / 6)));
        _mixer.SelectMore(5, (change * Levels.Count) + level);
        _mixer.SelectMore(6, modes);
        _mixer.SelectMore(7, (Levels.Of15(pe >> ds) * Levels.Count) + Levels.Of(errors >> ds));
        return change;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Distance(ref short v, ref short b, int offset, int fraction) => Branchless.Abs((Unsafe.Add(ref v, offset) << fraction) - Unsafe.Add(ref b, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Decide<TCoder>(ref TCoder coder, int bit, int node)
        where TCoder : IRangeCoder, allows ref struct => _mixer.Code(ref coder, bit, node, _errorSet + node, _otherSet + node);

    private int Difference<TCoder>(ref TCoder coder, int value, int p, int half, int above)
        where TCoder : IRangeCoder, allows ref struct
    {
        int size = Branchless.Abs(value - p);
        int octave = Octave(ref coder, size, BitOperations.Log2((uint)half | 1));
        if (octave < 0)
        {
            return p;
        }

        // Only one sign may be possible.
        int least = 1 << octave;
        int negative = p < least ? 0
            : p + least > _maxCode ? 1
            : Decide(ref coder, (value - p) >>> 31, SignNode + Branchless.Min(octave, 3));
        int even = Branchless.Max(0, octave - BelowDepth);
        int known = 1;
        for (int k = octave - 1; k >= even; k--)
        {
            ref uint counter = ref _below[(((octave * 8) + known) * AboveSets) + above];
            int bit = coder.Bit((size >> k) & 1, BitCounter.P16(counter));
            BitCounter.Update(ref counter, bit, BelowLimit);
            known = (known << 1) | bit;
        }

        known = (known << even) | (int)coder.Bits((uint)size & ((1u << even) - 1), even);
        return Branchless.Clamp(p + ((known ^ -negative) + negative), 0, _maxCode);
    }

    // floor(log2(size)), -1 for 0, asked for from j on.
    private int Octave<TCoder>(ref TCoder coder, int size, int j)
        where TCoder : IRangeCoder, allows ref struct
    {
        if (Decide(ref coder, 1 - Branchless.Equal(size >> j, 0), StartNode + Branchless.Min(j, LastSize)) != 0)
        {
            while (j < 7 + DepthShift && Decide(ref coder, 1 - Branchless.Equal(size >> (j + 1), 0), UpNode + Branchless.Min(j, LastSize)) != 0)
            {
                j++;
            }

            return j;
        }

        while (j > 0 && Decide(ref coder, 1 - Branchless.Equal(size >> (j - 1), 0), DownNode + Branchless.Min(j - 1, LastSize - 1)) == 0)
        {
            j--;
        }

        return j - 1;
    }
}
