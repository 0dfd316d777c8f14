using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>
/// The paper's coder: a code q is q ones and a zero, the largest without the zero; one adaptive probability for each place. No neighbours, no channels.
/// </summary>
internal static class UnaryModel
{
    // A probability comes to move by 1/(Slowest + 1.5): found on the features of docs/evidence.md; independent samples would like the largest, 1023.
    private const uint Slowest = 254;

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

        Span<uint> counters = stackalloc uint[last];
        counters.Fill(BitCounter.Initial);
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
                    ref uint counter = ref counters[place];
                    int bit = coder.Bit(value > place ? 1 : 0, BitCounter.P16(counter));
                    BitCounter.Update(ref counter, bit, Slowest);
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
