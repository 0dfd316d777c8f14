using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Transform;

/// <summary>For each block where it is found in the set before, in quarters of an element; or that it is not found there.</summary>
internal sealed class MotionField
{
    /// <summary>Parts of an element that a vector counts in.</summary>
    public const int Parts = 4;

    /// <summary>Longest vector in each direction, in parts.</summary>
    public const int Limit = 127;

    /// <summary>Most half octaves by which spreads shrink.</summary>
    public const int LargestShift = 15;

    private const sbyte None = sbyte.MinValue;
    private const uint CounterLimit = 60;

    private readonly sbyte[] _vectors;

    /// <param name="blocks">Blocks of a plane; none is found until it is set.</param>
    public MotionField(int blocks)
    {
        _vectors = new sbyte[2 * blocks];
        _vectors.AsSpan().Fill(None);
    }

    /// <summary>By how many half octaves the differences spread less than the components themselves, over the whole tensor; 0..15.</summary>
    public int Shift { get; set; }

    /// <summary>Whether a block is found in the set before.</summary>
    public bool IsFound(int block) => _vectors[2 * block] != None;

    /// <summary>Columns and rows from a block to where it is found.</summary>
    public (int X, int Y) this[int block]
    {
        get => (_vectors[2 * block], _vectors[(2 * block) + 1]);
        set => (_vectors[2 * block], _vectors[(2 * block) + 1]) = ((sbyte)value.X, (sbyte)value.Y);
    }

    /// <summary>The field in bytes.</summary>
    public byte[] ToBytes(BlockGrid grid)
    {
        var coder = new RangeEncoder(64);
        Code(ref coder, grid);
        return coder.Finish().ToArray();
    }

    /// <summary>Reads a field; null where the bytes are none.</summary>
    public static MotionField? Parse(ReadOnlySpan<byte> bytes, BlockGrid grid)
    {
        var field = new MotionField(grid.BlocksHigh * grid.BlocksWide);
        var coder = new RangeDecoder(bytes);
        field.Code(ref coder, grid);
        return coder.IsWhole ? field : null;
    }

    /// <summary>What the set before says of this one: planes moved block by block, 0 where a block is not found. The same bits on every machine.</summary>
    /// <param name="grid">The blocks of a plane.</param>
    /// <param name="reference">Planes of the set before, one behind the other.</param>
    /// <param name="prediction">As many planes.</param>
    public void Predict(BlockGrid grid, ReadOnlySpan<float> reference, Span<float> prediction)
    {
        int plane = grid.PlaneElements;
        for (int b = 0; b < grid.BlocksHigh * grid.BlocksWide; b++)
        {
            for (int k = 0; k * plane < reference.Length; k++)
            {
                Block(grid, b, this[b], IsFound(b), reference.Slice(k * plane, plane), prediction.Slice(k * plane, plane));
            }
        }
    }

    /// <summary>One block of one plane, moved.</summary>
    public static void Block(BlockGrid grid, int block, (int X, int Y) vector, bool found, ReadOnlySpan<float> reference, Span<float> prediction)
    {
        int top = grid.Rows[block / grid.BlocksWide], bottom = grid.Rows[(block / grid.BlocksWide) + 1];
        int left = grid.Columns[block % grid.BlocksWide], right = grid.Columns[(block % grid.BlocksWide) + 1];
        (int dx, int dy) = (vector.X >> 2, vector.Y >> 2);
        float fx = (vector.X & 3) * 0.25f, fy = (vector.Y & 3) * 0.25f;
        for (int y = top; y < bottom; y++)
        {
            Span<float> row = prediction.Slice(y * grid.Width, grid.Width);
            if (!found)
            {
                row[left..right].Clear();
                continue;
            }

            ReadOnlySpan<float> upper = reference.Slice(Math.Clamp(y + dy, 0, grid.Height - 1) * grid.Width, grid.Width);
            ReadOnlySpan<float> lower = reference.Slice(Math.Clamp(y + dy + 1, 0, grid.Height - 1) * grid.Width, grid.Width);
            for (int x = left; x < right; x++)
            {
                int a = Math.Clamp(x + dx, 0, grid.Width - 1), b = Math.Clamp(x + dx + 1, 0, grid.Width - 1);
                float above = upper[a] + (fx * (upper[b] - upper[a]));
                float below = lower[a] + (fx * (lower[b] - lower[a]));
                row[x] = above + (fy * (below - above));
            }
        }
    }

    // Of each block: as the one to the left?, at rest?, not found?, or sixteen bits.
    private void Code<TCoder>(ref TCoder coder, BlockGrid grid)
        where TCoder : IRangeCoder, allows ref struct
    {
        Span<uint> counters = [BitCounter.Initial, BitCounter.Initial, BitCounter.Initial];
        Shift = (int)coder.Bits((uint)Shift, 4);
        for (int b = 0; b < grid.BlocksHigh * grid.BlocksWide && !coder.IsExhausted; b++)
        {
            (int X, int Y) own = this[b];
            (int X, int Y) west = b % grid.BlocksWide > 0 ? this[b - 1] : b > 0 ? this[b - grid.BlocksWide] : (0, 0);
            if (Bit(ref coder, own == west, ref counters[0]))
            {
                own = west;
            }
            else if (Bit(ref coder, own == (0, 0), ref counters[1]))
            {
                own = (0, 0);
            }
            else if (Bit(ref coder, own.X == None, ref counters[2]))
            {
                own = (None, None);
            }
            else
            {
                own = ((sbyte)coder.Bits((byte)own.X, 8), (sbyte)coder.Bits((byte)own.Y, 8));
            }

            this[b] = own;
        }
    }

    private static bool Bit<TCoder>(ref TCoder coder, bool bit, ref uint counter)
        where TCoder : IRangeCoder, allows ref struct
    {
        int value = coder.Bit(bit ? 1 : 0, BitCounter.P16(counter));
        BitCounter.Update(ref counter, value, CounterLimit);
        return value != 0;
    }
}
