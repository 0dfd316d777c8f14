using System.Numerics;
using System.Runtime.CompilerServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Efforts fast and default: each element is one token of 16 under an adaptive distribution that the errors around it choose, and a few bits behind it.
/// Token 15: the channel's mode. Token 7: the prediction itself. Tokens 6..0 below it and 8..14 above it are classes of 2^k differences each; the
/// outermost is open. k grows with the errors around, so that most classes stay few.
/// </summary>
internal sealed class TokenModel
{
    private const int ModeToken = 15;
    private const int ZeroToken = 7;
    private const int OpenClass = 7;
    private const int ActivityLevels = 32;
    private const int ModePatterns = 9;
    private const int EscapeBits = 16;

    private readonly NibbleModel _tokens;
    private readonly uint[] _escapes = new uint[16 * EscapeBits];
    private readonly Planes _codes;
    private readonly Planes _errors;
    private readonly int _maxCode;

    public TokenModel(Planes codes, int bitDepth, MixerWidth width)
    {
        _codes = codes;
        _errors = new Planes(1, codes.Height, codes.Width);
        _maxCode = (1 << bitDepth) - 1;
        _tokens = new NibbleModel(ActivityLevels * ModePatterns, width);
        _escapes.AsSpan().Fill(BitCounter.Initial);
    }

    /// <summary>Codes the elements of a channel; a decoder fills them in.</summary>
    public void Code<TCoder, TPrediction>(ref TCoder coder, ref TPrediction prediction, in ChannelFacts facts)
        where TCoder : IRangeCoder, allows ref struct
        where TPrediction : IPrediction
    {
        int stride = _codes.Stride;
        int mode = facts.Mode;
        int key = facts.Kind == ChannelKind.Mixed ? mode : -1;
        _codes.Open(facts.Index, (short)mode);
        _errors.Open(0, 0);
        prediction.Open(facts);
        for (int y = 0; y < _codes.Height && !coder.IsExhausted; y++)
        {
            int row = _codes.Row(facts.Index, y);
            int errorRow = _errors.Row(0, y);
            _codes.OpenRow(row);
            _errors.OpenRow(errorRow);
            ref short values = ref _codes.Values[row];
            ref short errors = ref _errors.Values[errorRow];
            for (int x = 0; x < _codes.Width; x++)
            {
                ref short v = ref Unsafe.Add(ref values, x);
                ref short e = ref Unsafe.Add(ref errors, x);
                int p = (prediction.Predict(ref v, (y * stride) + x) + (1 << (IPrediction.FractionBits - 1))) >> IPrediction.FractionBits;
                int activity = (3 * (Unsafe.Add(ref e, -1) + Unsafe.Add(ref e, -stride))) + Unsafe.Add(ref e, -stride - 1) + Unsafe.Add(ref e, -stride + 1);
                int k = Math.Max(0, BitOperations.Log2((uint)(activity * 11 >> 7) | 1) - 1);
                int modes = (Is(Unsafe.Add(ref v, -1), key) + Is(Unsafe.Add(ref v, -stride), key)) * 3
                    + Is(Unsafe.Add(ref v, -stride + 1), key) + Is(Unsafe.Add(ref v, -stride - 1), key);
                int row16 = (Math.Min(Levels.Of(activity), ActivityLevels - 1) * ModePatterns) + modes;
                int value = Element(ref coder, v, p, k, key, row16);
                v = (short)value;
                e = (short)Math.Abs(value - p);
                prediction.Learn(value);
            }

            _codes.CloseRow(row);
            _errors.CloseRow(errorRow);
        }

        _codes.Close(facts.Index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Is(int value, int key) => value == key ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Element<TCoder>(ref TCoder coder, int value, int p, int k, int key, int row)
        where TCoder : IRangeCoder, allows ref struct
    {
        int difference = value - p;
        int size = Math.Abs(difference);
        int token = ModeToken;
        if (value != key)
        {
            int steps = Math.Min((size + (1 << k) - 1) >> k, OpenClass);
            token = ZeroToken + (difference < 0 ? -steps : steps);
        }

        token = _tokens.Code(ref coder, token, row);
        if (token == ModeToken)
        {
            return Math.Max(key, 0);
        }

        int step = Math.Abs(token - ZeroToken);
        if (step == 0)
        {
            return p;
        }

        int least = ((step - 1) << k) + 1;
        size = least + (step < OpenClass ? (int)coder.Bits((uint)(size - least), k) : Escape(ref coder, size - least, k));
        return Math.Clamp(token < ZeroToken ? p - size : p + size, 0, _maxCode);
    }

    // Exp-Golomb of order k + 1 with adaptive prefix.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Escape<TCoder>(ref TCoder coder, int rest, int k)
        where TCoder : IRangeCoder, allows ref struct
    {
        int order = k + 1;
        uint quotient = ((uint)rest >> order) + 1;
        int length = BitOperations.Log2(quotient);
        int n = 0;
        while (n < EscapeBits - 1)
        {
            ref uint counter = ref _escapes[(Math.Min(k, 15) * EscapeBits) + n];
            int more = coder.Bit(n < length ? 1 : 0, BitCounter.P16(counter));
            BitCounter.Update(ref counter, more, 120);
            if (more == 0)
            {
                break;
            }

            n++;
        }

        int whole = (int)((1u << n) | coder.Bits(quotient & ((1u << n) - 1), n)) - 1;
        return Math.Min((whole << order) | (int)coder.Bits((uint)rest & ((1u << order) - 1), order), _maxCode);
    }
}
