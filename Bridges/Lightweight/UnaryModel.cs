using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>
/// The paper's coder: a code q is q ones and a zero, the largest without the zero; one adaptive context for each place. No neighbours, no channels.
/// </summary>
internal static class UnaryModel
{
    // A probability is the mean of a slow and a fast one, which come to move by 1/61.5 and 1/11.5. On independent codes that costs 1.5 to 2.2 % over their
    // entropy (a probability like HEVC's, 1/20: 3.3 %); on the features of docs/evidence.md it takes 1 to 5 % less than the best single rate.
    private const uint Slow = 60;
    private const uint Fast = 10;

    // Codes between two looks at whether a decoder has run out of bytes.
    private const int Run = 4096;

    /// <summary>Codes 0..<paramref name="last"/>; a decoder fills them in.</summary>
    public static void Code<TCoder>(ref TCoder coder, Span<byte> codes, int last)
        where TCoder : IRangeCoder, allows ref struct
    {
        if (last == 0)
        {
            codes.Clear();
            return;
        }

        Span<uint> slow = stackalloc uint[last], fast = stackalloc uint[last];
        slow.Fill(BitCounter.Initial);
        fast.Fill(BitCounter.Initial);
        while (!codes.IsEmpty && !coder.IsExhausted)
        {
            Span<byte> run = codes[..Math.Min(Run, codes.Length)];
            codes = codes[run.Length..];
            foreach (ref byte code in run)
            {
                int value = code;
                int place = 0;
                do
                {
                    ref uint a = ref slow[place];
                    ref uint b = ref fast[place];
                    int bit = coder.Bit(value > place ? 1 : 0, (BitCounter.P16(a) + BitCounter.P16(b)) >> 1);
                    BitCounter.Update(ref a, bit, Slow);
                    BitCounter.Update(ref b, bit, Fast);
                    if (bit == 0)
                    {
                        break;
                    }
                }
                while (++place < last);

                code = (byte)place;
            }
        }
    }
}
