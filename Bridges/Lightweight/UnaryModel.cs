using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>
/// The paper's coder: a code q is q ones and a zero, the largest without the zero; one adaptive context for each place. No neighbours, no channels. The decisions of a
/// block come place by place: each context sees what it would see word by word, but its decisions are a row, and no coder has to guess where a word ends.
/// </summary>
internal static class UnaryModel
{
    /// <summary>Codes of a block.</summary>
    public const int Block = 4096;

    private static readonly ushort[] All = [.. Enumerable.Range(0, Block).Select(i => (ushort)i)];

    /// <summary>Codes 0..<paramref name="last"/>; a decoder fills them in.</summary>
    public static void Code<TCoder>(ref TCoder coder, Span<byte> codes, int last)
        where TCoder : IRangeCoder, allows ref struct
    {
        if (TCoder.Decodes)
        {
            codes.Clear();
        }

        Span<PairCounter> places = stackalloc PairCounter[last];
        places.Fill(PairCounter.Initial);
        while (!codes.IsEmpty && !coder.IsExhausted)
        {
            Span<byte> block = codes[..Math.Min(Block, codes.Length)];
            codes = codes[block.Length..];
            if (TCoder.Decodes)
            {
                Decode(ref coder, block, places);
            }
            else
            {
                Encode(ref coder, block, places);
            }
        }
    }

    private static void Encode<TCoder>(ref TCoder coder, scoped ReadOnlySpan<byte> block, scoped Span<PairCounter> places)
        where TCoder : IRangeCoder, allows ref struct
    {
        Span<byte> bits = stackalloc byte[Block], open = stackalloc byte[Block], stay = stackalloc byte[Block];
        block.CopyTo(open);
        int count = block.Length;
        for (int place = 0; place < places.Length && count > 0; place++)
        {
            Span<byte> row = bits[..count];
            count = Ask(open, place, row, stay);
            coder.Row(row, ref places[place]);
            Span<byte> next = stay;
            stay = open;
            open = next;
        }
    }

    private static void Decode<TCoder>(ref TCoder coder, scoped Span<byte> block, scoped Span<PairCounter> places)
        where TCoder : IRangeCoder, allows ref struct
    {
        Span<byte> bits = stackalloc byte[Block];
        Span<ushort> open = stackalloc ushort[Block], stay = stackalloc ushort[Block];
        All.CopyTo(open);
        int count = block.Length;
        for (int place = 0; place < places.Length && count > 0; place++)
        {
            Span<byte> row = bits[..count];
            coder.Row(row, ref places[place]);
            count = Grow(block, open, row, stay);
            Span<ushort> next = stay;
            stay = open;
            open = next;
        }
    }

    // Which of the open codes are above the place: those stay open. Without a branch, and into another span: neither has a pattern to foresee.
    private static int Ask(ReadOnlySpan<byte> open, int place, Span<byte> bits, Span<byte> stay)
    {
        ref byte from = ref MemoryMarshal.GetReference(open), to = ref MemoryMarshal.GetReference(stay);
        nint kept = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            byte code = Unsafe.Add(ref from, i);
            uint bit = (uint)(place - code) >> 31;
            bits[i] = (byte)bit;
            Unsafe.Add(ref to, kept) = code;
            kept += (nint)bit;
        }

        return (int)kept;
    }

    // The same of a decoder: an open code grows by each 1.
    private static int Grow(Span<byte> block, ReadOnlySpan<ushort> open, ReadOnlySpan<byte> bits, Span<ushort> stay)
    {
        ref byte codes = ref MemoryMarshal.GetReference(block);
        ref ushort from = ref MemoryMarshal.GetReference(open), to = ref MemoryMarshal.GetReference(stay);
        nint kept = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            ushort at = Unsafe.Add(ref from, i);
            uint bit = bits[i];
            Unsafe.Add(ref codes, at) += (byte)bit;
            Unsafe.Add(ref to, kept) = at;
            kept += (nint)bit;
        }

        return (int)kept;
    }
}
