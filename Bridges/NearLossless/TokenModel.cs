using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Effort fast: each element is one token under an adaptive distribution that the errors around it choose, and how many neighbours are the channel's mode.</summary>
internal sealed class TokenModel
{
    private const int ModePatterns = 9;

    private readonly NibbleModel _model;
    private readonly Tokens _tokens;
    private readonly ushort[] _classes;
    private readonly Planes _codes;
    private readonly Planes _errors;

    /// <param name="codes">The segment's codes, filled as they come.</param>
    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="width">Vectors to use.</param>
    public TokenModel(Planes codes, int bitDepth, MixerWidth width)
    {
        _codes = codes;
        _errors = new Planes(1, codes.Height, codes.Width);
        _model = new NibbleModel(Levels.Count * ModePatterns, width);
        _tokens = new Tokens(bitDepth);
        _classes = Tokens.Classes(bitDepth);
    }

    /// <summary>Codes the elements of a channel; a decoder fills them in.</summary>
    public void Code<TCoder>(ref TCoder coder, FixedPrediction prediction, in ChannelFacts facts)
        where TCoder : IRangeCoder, allows ref struct
    {
        int stride = _codes.Stride;
        int key = facts.Kind == ChannelKind.Mixed ? facts.Mode : -1;
        _codes.Open(facts.Index, (short)facts.Mode);
        _errors.Open(0, 0);
        prediction.Open(facts);
        ref ushort classes = ref MemoryMarshal.GetArrayDataReference(_classes);
        for (int y = 0; y < _codes.Height && !coder.IsExhausted; y++)
        {
            int row = _codes.Row(facts.Index, y);
            int errorRow = _errors.Row(0, y);
            _codes.OpenRow(row);
            _errors.OpenRow(errorRow);
            ref short values = ref _codes.Values[row];
            ref short errors = ref _errors.Values[errorRow];
            int west = Unsafe.Add(ref values, -1);
            int errorWest = Unsafe.Add(ref errors, -1);
            for (int x = 0; x < _codes.Width; x++)
            {
                ref short v = ref Unsafe.Add(ref values, x);
                ref short e = ref Unsafe.Add(ref errors, x);
                ref short errorAbove = ref Unsafe.Add(ref e, -stride);
                ref short above = ref Unsafe.Add(ref v, -stride);
                int p = prediction.Predict(ref above, west);
                int activity = (3 * errorAbove) + Unsafe.Add(ref errorAbove, -1) + Unsafe.Add(ref errorAbove, 1) + (3 * errorWest);
                int entry = Unsafe.Add(ref classes, activity);
                int k = entry & ((1 << Tokens.ClassBits) - 1);
                int modes = (3 * (Branchless.Equal(above, key) + Branchless.Equal(west, key))) + Branchless.Equal(Unsafe.Add(ref above, 1), key) + Branchless.Equal(Unsafe.Add(ref above, -1), key);
                int token = _model.Code(ref coder, Tokens.Of(v, p, k, key), ((entry >> Tokens.ClassBits) * ModePatterns) + modes);
                west = _tokens.Value(ref coder, token, v, p, k, key);
                errorWest = Branchless.Abs(west - p);
                v = (short)west;
                e = (short)errorWest;
            }

            _codes.CloseRow(row);
            _errors.CloseRow(errorRow);
        }

        _codes.Close(facts.Index);
    }
}
