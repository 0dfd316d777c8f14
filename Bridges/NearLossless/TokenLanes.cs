using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// The tokens of a segment at effort fast, row after row, in two lanes: the first half of the rows and the second, each with a range coder of its own. What a token is coded by
/// depends on nothing but tokens, so that a decoder does not wait for values; and the lanes take turns, so that a processor works on both at once.
/// </summary>
internal sealed class TokenLanes
{
    // A mark is what a token tells its neighbours: how large the difference was, 1 in bit 8 for the mode, and the token itself.
    private const int ModeBit = 8;
    private const int TokenBit = 12;
    private const int ModePatterns = 9;
    private const int Contexts = 1 << TokenBit;
    private const int Block = 4096;

    private static readonly ushort[] Rows = [.. Enumerable.Range(0, Contexts).Select(sum =>
        (ushort)((Levels.Of(sum & ((1 << ModeBit) - 1)) * ModePatterns) + Math.Min(sum >> ModeBit, ModePatterns - 1)))];

    private readonly NibbleModel _model;
    private readonly ushort[] _marks;
    private readonly int _width;
    private readonly int _rows;
    private readonly int _firstRows;
    private readonly MixerWidth _vectors;

    /// <param name="rows">Rows of both lanes.</param>
    /// <param name="width">Elements of a row.</param>
    /// <param name="vectors">Vectors to use.</param>
    public TokenLanes(int rows, int width, MixerWidth vectors)
    {
        _rows = rows;
        _vectors = vectors;
        _width = width;
        _firstRows = (rows + 1) / 2;
        _marks = new ushort[(rows * width) + (2 * (width + 1))];
        _model = new NibbleModel(Levels.Of((1 << ModeBit) - 1) * ModePatterns + ModePatterns, vectors);
    }

    // For each token its mark: the sum of eight differences stays below bit 8.
    private static ReadOnlySpan<ushort> Marks =>
    [
        0x001B, 0x100E, 0x2008, 0x3004, 0x4003, 0x5002, 0x6001, 0x7000, 0x8001, 0x9002, 0xA003, 0xB004, 0xC008, 0xD00E, 0xE01B, 0xF100,
    ];

    /// <summary>The token of a mark.</summary>
    public static int Token(int mark) => mark >> TokenBit;

    /// <summary>The mark of a token.</summary>
    public static ushort Mark(int token) => Marks[token & 15];

    /// <summary>The marks of a row.</summary>
    public Span<ushort> Row(int row) => _marks.AsSpan(((row < _firstRows ? 1 : 2) * (_width + 1)) + (row * _width), _width);

    /// <summary>Codes all tokens; a decoder fills in their marks.</summary>
    public void Code<TCoder>(ref TCoder first, ref TCoder second)
        where TCoder : IRangeCoder, allows ref struct
    {
        int longer = _firstRows * _width;
        int shorter = (_rows - _firstRows) * _width;
        ref ushort a = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_marks), _width + 1);
        ref ushort b = ref Unsafe.Add(ref a, longer + _width + 1);
        for (int i = 0; i < longer && !first.IsExhausted && !second.IsExhausted; i += Block)
        {
            int pairs = Math.Clamp(shorter - i, 0, Block);
            Pairs(ref first, ref second, ref Unsafe.Add(ref a, i), ref Unsafe.Add(ref b, i), pairs);
            Singles(ref first, ref Unsafe.Add(ref a, i + pairs), Math.Min(longer - i, Block) - pairs);
        }
    }

    // Twice, each with a width that is known when it is compiled.
    private void Pairs<TCoder>(ref TCoder first, ref TCoder second, ref ushort markA, ref ushort markB, int count)
        where TCoder : IRangeCoder, allows ref struct
    {
        if (_vectors == MixerWidth.Vector256)
        {
            VectorPairs(ref first, ref second, ref markA, ref markB, count);
        }
        else
        {
            ScalarPairs(ref first, ref second, ref markA, ref markB, count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void VectorPairs<TCoder>(ref TCoder first, ref TCoder second, ref ushort markA, ref ushort markB, int count)
        where TCoder : IRangeCoder, allows ref struct => Pairs(ref first, ref second, ref markA, ref markB, count, MixerWidth.Vector256);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ScalarPairs<TCoder>(ref TCoder first, ref TCoder second, ref ushort markA, ref ushort markB, int count)
        where TCoder : IRangeCoder, allows ref struct => Pairs(ref first, ref second, ref markA, ref markB, count, MixerWidth.Scalar);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pairs<TCoder>(ref TCoder first, ref TCoder second, ref ushort markA, ref ushort markB, int count, MixerWidth vectors)
        where TCoder : IRangeCoder, allows ref struct
    {
        TCoder coderA = first;
        TCoder coderB = second;
        ref short rows = ref MemoryMarshal.GetArrayDataReference(_model.Parts.Rows);
        ref byte seen = ref MemoryMarshal.GetArrayDataReference(_model.Parts.Seen);
        nint back = _width;
        nint east = Math.Max(1, _width - 1);
        int westA = Unsafe.Subtract(ref markA, 1);
        int westB = Unsafe.Subtract(ref markB, 1);
        for (; count > 0; count--)
        {
            westA = Step(ref coderA, ref markA, westA, back, east, ref rows, ref seen, vectors);
            markA = ref Unsafe.Add(ref markA, 1);
            westB = Step(ref coderB, ref markB, westB, back, east, ref rows, ref seen, vectors);
            markB = ref Unsafe.Add(ref markB, 1);
        }

        first = coderA;
        second = coderB;
    }

    private void Singles<TCoder>(ref TCoder coder, ref ushort mark, int count)
        where TCoder : IRangeCoder, allows ref struct
    {
        ref short rows = ref MemoryMarshal.GetArrayDataReference(_model.Parts.Rows);
        ref byte seen = ref MemoryMarshal.GetArrayDataReference(_model.Parts.Seen);
        int west = Unsafe.Subtract(ref mark, 1);
        for (; count > 0; count--)
        {
            west = Step(ref coder, ref mark, west, _width, Math.Max(1, _width - 1), ref rows, ref seen, _vectors);
            mark = ref Unsafe.Add(ref mark, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step<TCoder>(ref TCoder coder, ref ushort mark, int west, nint back, nint east, ref short rows, ref byte seen, MixerWidth vectors)
        where TCoder : IRangeCoder, allows ref struct
    {
        ref ushort north = ref Unsafe.Subtract(ref mark, back);
        int sum = (3 * (north + west)) + Unsafe.Subtract(ref north, 1) + Unsafe.Subtract(ref mark, east);
        nint row = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Rows), (nint)(uint)(sum & (Contexts - 1)));
        int token = NibbleModel.Code(ref coder, mark >> TokenBit, ref Unsafe.Add(ref rows, row * NibbleModel.Symbols), ref Unsafe.Add(ref seen, row), vectors);
        west = Unsafe.Add(ref MemoryMarshal.GetReference(Marks), (nint)(uint)token);
        mark = (ushort)west;
        return west;
    }
}
