using System.Numerics;
using System.Runtime.CompilerServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Transform;

/// <summary>
/// Codes levels: of each block of each component first whether any is not 0, then each level as binary decisions, whose probabilities seven contexts predict and a mixer
/// adds: the ratio of spread to step that the profile expects, and what is known of the same block, the blocks around, the components before, and the set before.
/// </summary>
internal sealed class CoefficientModel
{
    /// <summary>Decisions of a level's size: is it 0, then is it above 1, 2, ...; an Exp-Golomb number behind the last.</summary>
    private const int SizeNodes = 12;

    private const int SizeLines = 1024;
    private const int BlockLines = 256;
    private const int SignLines = 256;
    private const int RatioSets = 4;
    private const int EscapeBits = 15;

    private readonly ContextMixer _sizes;
    private readonly ContextMixer _blocks;
    private readonly ContextMixer _signs;
    private readonly uint[] _escapes = new uint[EscapeBits];

    /// <param name="width">Vectors to use; all give the same bits.</param>
    /// <param name="state">Where to start; null: knowing nothing.</param>
    public CoefficientModel(MixerWidth width, ModelState? state)
    {
        _sizes = new ContextMixer(SizeLines, SizeNodes, 2 * SizeNodes * RatioSets, width);
        _blocks = new ContextMixer(BlockLines, 1, 1, width);
        _signs = new ContextMixer(SignLines, 1, 1, width);
        _escapes.AsSpan().Fill(BitCounter.Initial);
        if (state is not null)
        {
            ContextMixer[] mixers = Mixers;
            for (int i = 0; i < mixers.Length; i++)
            {
                state.CopyTo(i, mixers[i]);
            }
        }
    }

    /// <summary>The mixers, in the order in which a state holds them.</summary>
    public ContextMixer[] Mixers => [_sizes, _blocks, _signs];

    /// <summary>Codes components; a decoder fills their levels in.</summary>
    /// <param name="coder">Encoder or decoder.</param>
    /// <param name="grid">The blocks of a plane.</param>
    /// <param name="steps">Ratio classes.</param>
    /// <param name="levels">The components' planes, one behind the other.</param>
    /// <param name="previous">The same planes of the set before; empty without.</param>
    /// <param name="first">Number of the first component.</param>
    public void Code<TCoder>(ref TCoder coder, BlockGrid grid, CoefficientSteps steps, Span<short> levels, ReadOnlySpan<short> previous, int first)
        where TCoder : IRangeCoder, allows ref struct
    {
        int plane = grid.PlaneElements;
        int blocks = grid.BlocksHigh * grid.BlocksWide;
        var counts = new byte[(levels.Length / plane) * blocks];
        for (int k = 0; k * plane < levels.Length && !coder.IsExhausted; k++)
        {
            steps.Open(first + k);
            var place = new BlockPlace
            {
                Grid = grid,
                Component = first + k,
                Levels = levels[(k * plane)..((k + 1) * plane)],
                Before = k > 0 ? levels[((k - 1) * plane)..(k * plane)] : default,
                Earlier = k > 1 ? levels[((k - 2) * plane)..((k - 1) * plane)] : default,
                Previous = previous.IsEmpty ? default : previous.Slice(k * plane, plane),
                Counts = counts.AsSpan(k * blocks, blocks),
                CountsBefore = k > 0 ? counts.AsSpan((k - 1) * blocks, blocks) : default,
            };
            int state = 0;
            for (int b = 0; b < blocks && !coder.IsExhausted; b++)
            {
                place.Open(b);
                Block(ref coder, ref place, steps.Ratios, ref state);
            }
        }
    }

    private void Block<TCoder>(ref TCoder coder, ref BlockPlace p, byte[] ratios, ref int state)
        where TCoder : IRangeCoder, allows ref struct
    {
        if (Filled(ref coder, ref p, ratios) == 0)
        {
            for (int v = 0; v < p.BlockHeight; v++)
            {
                p.Levels.Slice(p.Start + (v * p.Grid.Width), p.BlockWidth).Clear();
            }

            p.Counts[p.Index] = 0;
            state = LevelState.NextZeros(state, p.BlockHeight * p.BlockWidth);
            return;
        }

        int count = 0;
        int last = (p.BlockHeight * p.BlockWidth) - 1;
        for (int v = 0, i = 0; v < p.BlockHeight; v++)
        {
            for (int u = 0; u < p.BlockWidth; u++, i++)
            {
                ref short level = ref p.Levels[p.Start + (v * p.Grid.Width) + u];
                level = (short)Level(ref coder, ref p, ratios, u, v, LevelState.Quantizer(state), level, known: i == last && count == 0);
                state = LevelState.Next(state, level);
                count += level != 0 ? 1 : 0;
            }
        }

        p.Counts[p.Index] = (byte)Math.Min(count, 255);
    }

    private int Filled<TCoder>(ref TCoder coder, ref BlockPlace p, byte[] ratios)
        where TCoder : IRangeCoder, allows ref struct
    {
        int any = 0;
        for (int v = 0; v < p.BlockHeight && any == 0; v++)
        {
            any = p.Levels.Slice(p.Start + (v * p.Grid.Width), p.BlockWidth).IndexOfAnyExcept((short)0) >= 0 ? 1 : 0;
        }

        int ratio = ratios[0] >> 1;
        int west = p.CountOf(p.Counts, -1, 0), north = p.CountOf(p.Counts, 0, -1), northWest = p.CountOf(p.Counts, -1, -1), northEast = p.CountOf(p.Counts, 1, -1);
        int before = p.CountsBefore.IsEmpty ? 0 : p.CountsBefore[p.Index];
        int past = p.PreviousCount();
        int around = Size(west) + Size(north) + ((Size(northWest) + Size(northEast)) / 2);
        _blocks.Select(0, (ratio * 16) + Math.Min(around, 15));
        _blocks.Select(1, Math.Min(p.Component, 255));
        _blocks.Select(2, (Math.Min(Size(west), 5) * 36) + (Math.Min(Size(north), 5) * 6) + Math.Min(Size(before), 5));
        _blocks.Select(3, (ratios[FrequencyClass.Count + 1] * 8) + Math.Min(Size(before), 7));
        _blocks.Select(4, (ratio * 8) + Math.Min(Size(past), 7));
        _blocks.Select(5, (Math.Min(Size(before), 7) * 16) + Math.Min(around, 15));
        _blocks.Select(6, (Math.Min(Size(past), 7) * 16) + Math.Min(around, 15));
        return _blocks.Code(ref coder, any, 0, 0);
    }

    private int Level<TCoder>(ref TCoder coder, ref BlockPlace p, byte[] ratios, int u, int v, int quantizer, int level, bool known)
        where TCoder : IRangeCoder, allows ref struct
    {
        int pair = FrequencyClass.Of(u, v);
        int ratio = ratios[pair];
        LevelsAround n = p.Around(u, v);
        int inside = n.Inside, blocks = n.Blocks, others = n.Others;
        int half = ratio >> 1;
        _sizes.Select(0, (ratio * 32) + (2 * Math.Min(15, Size(inside + blocks + others))) + quantizer);
        _sizes.Select(1, (half * 60) + (Math.Min(11, Size(blocks)) * 5) + Math.Min(4, Size(inside)));
        _sizes.Select(2, (half * 60) + (Math.Min(11, Size(inside)) * 5) + Math.Min(4, Size(others)));
        _sizes.Select(3, (half * 60) + (Math.Min(11, Size(others)) * 5) + Math.Min(4, Size(blocks)));
        _sizes.Select(4, (Math.Min(p.Component, 63) * 16) + FrequencyClass.Diagonal(pair));
        _sizes.Select(5, (pair * 16) + (Math.Min(3, Size(blocks)) * 4) + Math.Min(3, Size(inside)));
        _sizes.Select(6, p.Previous.IsEmpty
            ? (((((Math.Min(n.West, 2) * 3) + Math.Min(n.North, 2)) * 9) + (Math.Min(n.Left, 2) * 3) + Math.Min(n.Up, 2)) * 3) + Math.Min(n.Before, 2)
            : 256 + (Math.Min(15, Size(n.Past * 4)) * 48) + (Math.Min(11, Size(inside + blocks)) * 4) + Math.Min(3, Size(others)));
        int set = Math.Min(ratio >> 3, RatioSets - 1) * SizeNodes;
        set += quantizer * RatioSets * SizeNodes;
        int size = Math.Abs(level);
        if (!known && _sizes.Code(ref coder, size != 0 ? 1 : 0, 0, set) == 0)
        {
            return 0;
        }

        int read = 1;
        while (read < SizeNodes && _sizes.Code(ref coder, size > read ? 1 : 0, read, set + read) != 0)
        {
            read++;
        }

        if (read == SizeNodes)
        {
            read += Escape(ref coder, size - read);
        }

        return Sign(ref coder, ref p, u, v, pair, level) != 0 ? -read : read;
    }

    private int Sign<TCoder>(ref TCoder coder, ref BlockPlace p, int u, int v, int pair, int level)
        where TCoder : IRangeCoder, allows ref struct
    {
        int place = (Math.Min(v, 3) * 4) + Math.Min(u, 3);
        int west = p.SignAt(p.Levels, -1, 0, u, v), north = p.SignAt(p.Levels, 0, -1, u, v), northWest = p.SignAt(p.Levels, -1, -1, u, v);
        int before = p.SignAt(p.Before, 0, 0, u, v), earlier = p.SignAt(p.Earlier, 0, 0, u, v), past = p.SignAt(p.Previous, 0, 0, u, v);
        int left = u > 0 ? p.SignAt(p.Levels, 0, 0, u - 1, v) : 1;
        int up = v > 0 ? p.SignAt(p.Levels, 0, 0, u, v - 1) : 1;
        _signs.Select(0, (place * 9) + (west * 3) + north);
        _signs.Select(1, (Math.Min(p.Component, 27) * 9) + (west * 3) + north);
        _signs.Select(2, (Math.Min(p.Component, 27) * 9) + (before * 3) + earlier);
        _signs.Select(3, (place * 9) + (left * 3) + up);
        _signs.Select(4, (place * 9) + (before * 3) + past);
        _signs.Select(5, (Math.Min(pair, 27) * 9) + (west * 3) + northWest);
        _signs.Select(6, (west * 81) + (north * 27) + (before * 9) + (left * 3) + up);
        return _signs.Code(ref coder, level < 0 ? 1 : 0, 0, 0);
    }

    // Exp-Golomb of order 0 with an adaptive prefix; levels stay within 15 bits.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Escape<TCoder>(ref TCoder coder, int rest)
        where TCoder : IRangeCoder, allows ref struct
    {
        uint number = (uint)Math.Max(rest, 0) + 1;
        int length = BitOperations.Log2(number);
        int n = 0;
        for (; n < EscapeBits - 1; n++)
        {
            int more = coder.Bit(n < length ? 1 : 0, BitCounter.P16(_escapes[n]));
            BitCounter.Update(ref _escapes[n], more, 120);
            if (more == 0)
            {
                break;
            }
        }

        uint value = (1u << n) | coder.Bits(number & ((1u << n) - 1), n);
        return (int)Math.Min(value - 1, (uint)(short.MaxValue - SizeNodes));
    }

    /// <summary>Classes of sums of sizes: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(int value)
    {
        if (value < 2)
        {
            return value;
        }

        int octave = BitOperations.Log2((uint)value);
        return (2 * octave) + ((value >> (octave - 1)) & 1);
    }
}
