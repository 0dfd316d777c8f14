using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Effort default: a prediction that learns, and each element one token under the mean of four adaptive distributions, chosen by the contexts that are worth most
/// to <see cref="MixedModel"/>.</summary>
internal sealed class AveragedModel : ElementModel
{
    private const int ModePatterns = 9;
    private const int AboveLevels = 16;
    private const int Sizes = 8;
    private const int AroundRows = Levels.Count * ModePatterns;
    private const int AboveRows = AboveLevels * Levels.Count;
    private const int OthersRows = 121 * 8;
    private const int ValueRows = 64 * 8 * Sizes;
    private const int PastRows = 33 * 8 * 4;

    private readonly NibbleModel _model;
    private readonly Tokens _tokens;
    private readonly ushort[] _classes;

    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="width">Vectors to use.</param>
    public AveragedModel(int bitDepth, MixerWidth width)
        : base(bitDepth)
    {
        _model = new NibbleModel(AroundRows + AboveRows + OthersRows + ValueRows + PastRows, width);
        _tokens = new Tokens(bitDepth);
        _classes = Tokens.Classes(bitDepth);
    }

    /// <inheritdoc/>
    public override bool State(StateStream state)
    {
        _tokens.State(state);
        return _model.State(state);
    }

    /// <inheritdoc/>
    protected override void Code<TCoder>(ref TCoder coder, LearnedPrediction prediction, in ChannelFacts facts, int row, int offset)
    {
        int ds = DepthShift;
        int stride = Codes.Stride;
        int mode = facts.Mode;
        int key = facts.Kind == ChannelKind.Mixed ? mode : -1;
        int first = facts.References.First - 1;
        int second = facts.References.Second - 1;
        int modeA = first < 0 ? -1 : Modes[first];
        for (int x = 0; x < Codes.Width; x++, offset++)
        {
            ref short v = ref At(Codes.Values, row + x);
            ref short e = ref At(Errors.Values, row + x);
            ref short above = ref Unsafe.Add(ref v, -stride);
            ref short errorAbove = ref Unsafe.Add(ref e, -stride);
            int start = Codes.Row(0, 0) + offset;
            int fine = prediction.Predict(ref v, offset);
            int p = (fine + (1 << (LearnedPrediction.FractionBits - 1))) >> LearnedPrediction.FractionBits;
            int activity = (3 * (Branchless.Abs(errorAbove) + Branchless.Abs(Unsafe.Add(ref e, -1))))
                + Branchless.Abs(Unsafe.Add(ref errorAbove, -1)) + Branchless.Abs(Unsafe.Add(ref errorAbove, 1));
            int entry = At(_classes, activity);
            int level = entry >> Tokens.ClassBits;
            int k = entry & ((1 << Tokens.ClassBits) - 1);
            int west = Branchless.Equal(Unsafe.Add(ref v, -1), mode);
            int north = Branchless.Equal(above, mode);
            int modes = (3 * (north + west)) + Branchless.Equal(Unsafe.Add(ref above, 1), mode) + Branchless.Equal(Unsafe.Add(ref above, -1), mode);
            int modeThere = first < 0 ? 0 : Branchless.Equal(At(Codes.Values, start + (first * Codes.PlaneLength)), modeA);
            int errorA = first < 0 ? 0 : At(Errors.Values, start + (first * Codes.PlaneLength)) >> ds;
            int errorB = second < 0 ? 0 : At(Errors.Values, start + (second * Codes.PlaneLength)) >> ds;
            int halves = Branchless.Clamp(((fine >> 2) - (mode << 1)) >> ds, -8, 55) + 8;
            int size = Branchless.Clamp(k - ds, 0, Sizes - 1);
            int aboveMode = Branchless.Min(AboveLevels - 1, Levels.Of(Branchless.Max(0, p - mode) >> ds));
            int around = (level * ModePatterns) + modes;
            int other = AroundRows + AboveRows + (Levels.Of11(errorB) * 11) + Levels.Of11(errorA) + (121 * (level / 3));
            int value = AroundRows + AboveRows + OthersRows + (((halves * 8) + (3 * modeThere) + west + north) * Sizes) + size;
            int last = Past is null
                ? AroundRows + (aboveMode * Levels.Count) + level
                : AroundRows + AboveRows + OthersRows + ValueRows + PastRow(ref v, Codes.Row(facts.Index, 0) + offset, p, Branchless.Min(size, 3));
            int token = _model.Code(ref coder, Tokens.Of(v, p, k, key), around, other, value, last);
            int element = _tokens.Value(ref coder, token, v, p, k, key);
            v = (short)element;
            e = (short)(element - p);
            prediction.Learn(element);
        }
    }

    // How far the set before is from the prediction, and the neighbours from where they stood in it.
    private int PastRow(ref short v, int start, int p, int size)
    {
        int f = Fraction;
        int stride = Codes.Stride;
        ref short b = ref At(Past!.Before.Values, start);
        int sum = (3 * (Distance(ref v, ref b, -1) + Distance(ref v, ref b, -stride))) + Distance(ref v, ref b, -stride - 1) + Distance(ref v, ref b, -stride + 1);
        int change = Levels.Of(sum >> (DepthShift + f - (f >> 1))) / 3;
        return ((((Branchless.Clamp((b - (p << f)) >> DepthShift, -16, 16) + 16) * 8) + change) * 4) + size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Distance(ref short v, ref short b, int offset) => Branchless.Abs((Unsafe.Add(ref v, offset) << Fraction) - Unsafe.Add(ref b, offset));
}
