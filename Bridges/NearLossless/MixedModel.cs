using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Effort best: an element is a few binary decisions, each predicted by seven contexts and mixed. Is it the channel's mode? Is the difference to the
/// prediction at least 2^j, from the j that the errors around suggest up or down; its sign; its bits below the first.
/// </summary>
internal sealed class MixedModel
{
    // Decisions of a context's line. Sizes go to 2^12.
    private const int SizeNodes = 13;
    private const int StartNode = 0;
    private const int UpNode = SizeNodes;
    private const int DownNode = 2 * SizeNodes;
    private const int ModeNode = 3 * SizeNodes;
    private const int SignNode = ModeNode + 1;
    private const int Nodes = 48;
    private const int WeightGroups = 4;

    private const int Lines = 1024;
    private const int ActivityLevels = 24;
    private const int BelowContexts = 16;
    private const int BelowDepth = 3;

    private readonly ContextMixer _mixer;
    private readonly uint[] _below = new uint[16 * 8 * BelowContexts];
    private readonly Planes _codes;
    private readonly Planes _errors;
    private readonly Planes? _previous;
    private readonly short[] _nothing;
    private readonly int[] _modes;
    private readonly int _maxCode;
    private readonly int _depthShift;

    /// <param name="codes">The segment's codes, filled as they come.</param>
    /// <param name="previous">The same channels of the set before; null without.</param>
    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="width">Vectors to use.</param>
    public MixedModel(Planes codes, Planes? previous, int bitDepth, MixerWidth width)
    {
        _codes = codes;
        _errors = new Planes(codes.Channels, codes.Height, codes.Width);
        _previous = previous;
        _nothing = new short[codes.PlaneLength];
        _modes = new int[codes.Channels];
        _maxCode = (1 << bitDepth) - 1;
        _depthShift = bitDepth - 8;
        _mixer = new ContextMixer(Lines, Nodes, Nodes * WeightGroups, width);
        _below.AsSpan().Fill(BitCounter.Initial);
    }

    /// <summary>Codes the elements of a channel; a decoder fills them in.</summary>
    public void Code<TCoder>(ref TCoder coder, LearnedPrediction prediction, in ChannelFacts facts)
        where TCoder : IRangeCoder, allows ref struct
    {
        int channel = facts.Index;
        int stride = _codes.Stride;
        int mode = facts.Mode;
        bool flag = facts.Kind == ChannelKind.Mixed;
        int first = facts.First - 1;
        int second = facts.Second - 1;
        int firstMode = first >= 0 ? _modes[first] : -1;
        _modes[channel] = mode;
        _codes.Open(channel, (short)mode);
        _errors.Open(channel, 0);
        prediction.Open(facts);
        int start = _codes.Row(0, 0);
        ref short firstCodes = ref first >= 0 ? ref _codes.Values[_codes.Row(first, 0)] : ref _nothing[start];
        ref short firstErrors = ref first >= 0 ? ref _errors.Values[_errors.Row(first, 0)] : ref _nothing[start];
        ref short secondErrors = ref second >= 0 ? ref _errors.Values[_errors.Row(second, 0)] : ref _nothing[start];
        ref short before = ref _previous is not null ? ref _previous.Values[_previous.Row(channel, 0)] : ref _nothing[start];
        int ds = _depthShift;
        for (int y = 0; y < _codes.Height && !coder.IsExhausted; y++)
        {
            int row = _codes.Row(channel, y);
            _codes.OpenRow(row);
            _errors.OpenRow(row);
            for (int x = 0; x < _codes.Width; x++)
            {
                ref short v = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_codes.Values), row + x);
                ref short e = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_errors.Values), row + x);
                int offset = (y * stride) + x;
                int fine = prediction.Predict(ref v, offset);
                int p = (fine + (1 << (IPrediction.FractionBits - 1))) >> IPrediction.FractionBits;

                int w = Unsafe.Add(ref v, -1);
                int n = Unsafe.Add(ref v, -stride);
                int nw = Unsafe.Add(ref v, -stride - 1);
                int ne = Unsafe.Add(ref v, -stride + 1);
                int sum = (2 * (Math.Abs((int)Unsafe.Add(ref e, -1)) + Math.Abs((int)Unsafe.Add(ref e, -stride))))
                    + Math.Abs((int)Unsafe.Add(ref e, -stride - 1)) + Math.Abs((int)Unsafe.Add(ref e, -stride + 1))
                    + Math.Abs((int)Unsafe.Add(ref e, -2)) + Math.Abs((int)Unsafe.Add(ref e, -2 * stride));
                int level = Math.Min(Levels.Of(sum >> ds), ActivityLevels - 1);
                int half = sum * 11 >> 7;
                int errorFirst = Unsafe.Add(ref firstErrors, offset) >> ds;
                int errorSecond = Unsafe.Add(ref secondErrors, offset) >> ds;
                ref short a = ref Unsafe.Add(ref firstCodes, offset);
                int modes = Is(w, mode) | (Is(n, mode) << 1) | (Is(ne, mode) << 2) | (Is(nw, mode) << 3)
                    | (Is(Unsafe.Add(ref v, -2), mode) << 4) | (Is(Unsafe.Add(ref v, -2 * stride), mode) << 5)
                    | (Is(a, firstMode) << 6) | (Is(Unsafe.Add(ref a, stride), firstMode) << 7) | (Is(Unsafe.Add(ref a, 1), firstMode) << 8);
                int median = nw >= Math.Max(w, n) ? Math.Min(w, n) : nw <= Math.Min(w, n) ? Math.Max(w, n) : w + n - nw;
                int above = Math.Min(15, Levels.Of(Math.Max(0, p - mode) >> ds));
                ref short b = ref Unsafe.Add(ref before, offset);
                int past = _previous is null ? -((w + n) >> 1) : b - p;
                int change = _previous is null ? level : Change(ref v, ref b, stride, ds);
                _mixer.Select(0, channel & (Lines - 1));
                _mixer.Select(1, (above * ActivityLevels) + level);
                _mixer.Select(2, (Levels.Signed(errorSecond, 5) * 11) + Levels.Signed(errorFirst, 5) + (121 * Math.Min(level / 3, 7)));
                _mixer.Select(3, (Levels.Signed((w - p) >> ds, 7) * 15) + Levels.Signed((n - p) >> ds, 7) + (225 * (1 + Math.Sign(ne - p))));
                _mixer.Select(4, modes | (level > 8 ? 512 : 0));
                _mixer.Select(5, (Levels.Signed((median - p) >> ds, 7) * 16) + Math.Min(15, Levels.Of(Math.Abs(ne - n) >> ds))
                    + (240 * Math.Min(3, Levels.Of(Math.Abs(w - nw) >> ds) / 3)));
                _mixer.Select(6, (Levels.Signed(past >> ds, 7) * ActivityLevels) + change);
                int group = Math.Min(level / 4, WeightGroups - 1) * Nodes;
                int j = half < 2 ? 0 : BitOperations.Log2((uint)half);
                int value = flag && _mixer.Code(ref coder, Is(v, mode), ModeNode, group + ModeNode) != 0
                    ? mode
                    : Difference(ref coder, v, p, j, group, above);
                v = (short)value;
                e = (short)(value - p);
                prediction.Learn(value);
            }

            _codes.CloseRow(row);
            _errors.CloseRow(row);
        }

        _codes.Close(channel);
        _errors.Close(channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Is(int value, int key) => value == key ? 1 : 0;

    // How far the neighbours are from where they stood in the set before, as a level.
    private static int Change(ref short v, ref short b, int stride, int depthShift)
    {
        int sum = (2 * (Distance(ref v, ref b, -1) + Distance(ref v, ref b, -stride)))
            + Distance(ref v, ref b, -stride - 1) + Distance(ref v, ref b, -stride + 1) + Distance(ref v, ref b, -2) + Distance(ref v, ref b, -2 * stride);
        return Math.Min(Levels.Of(sum >> depthShift), ActivityLevels - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Distance(ref short v, ref short b, int offset) => Math.Abs(Unsafe.Add(ref v, offset) - Unsafe.Add(ref b, offset));

    private int Difference<TCoder>(ref TCoder coder, int value, int p, int j, int group, int above)
        where TCoder : IRangeCoder, allows ref struct
    {
        int difference = value - p;
        int size = Math.Abs(difference);
        int octave = Octave(ref coder, size, j, group);
        if (octave < 0)
        {
            return p;
        }

        // Only one sign may be possible.
        int least = 1 << octave;
        int negative = p < least ? 0
            : p + least > _maxCode ? 1
            : _mixer.Code(ref coder, difference < 0 ? 1 : 0, SignNode + Math.Min(octave, 3), group + SignNode + Math.Min(octave, 3));
        int known = 1;
        for (int k = octave - 1; k >= 0; k--)
        {
            int bit = (size >> k) & 1;
            if (octave - k <= BelowDepth)
            {
                ref uint counter = ref _below[(((octave * 8) + known) * BelowContexts) + above];
                bit = coder.Bit(bit, BitCounter.P16(counter));
                BitCounter.Update(ref counter, bit, 250);
            }
            else
            {
                bit = (int)coder.Bits((uint)bit, 1);
            }

            known = (known << 1) | bit;
        }

        return Math.Clamp(negative != 0 ? p - known : p + known, 0, _maxCode);
    }

    // floor(log2(size)), -1 for 0, asked for from j on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Octave<TCoder>(ref TCoder coder, int size, int j, int group)
        where TCoder : IRangeCoder, allows ref struct
    {
        if (_mixer.Code(ref coder, size >> j != 0 ? 1 : 0, StartNode + j, group + StartNode + j) != 0)
        {
            while (j < 7 + _depthShift && _mixer.Code(ref coder, size >> (j + 1) != 0 ? 1 : 0, UpNode + j + 1, group + UpNode + j + 1) != 0)
            {
                j++;
            }

            return j;
        }

        while (j > 0 && _mixer.Code(ref coder, size >> (j - 1) != 0 ? 1 : 0, DownNode + j - 1, group + DownNode + j - 1) == 0)
        {
            j--;
        }

        return j - 1;
    }
}
