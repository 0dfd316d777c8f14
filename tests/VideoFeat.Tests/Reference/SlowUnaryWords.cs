using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Tests.Reference;

/// <summary>The segment of docs/formats/lightweight.md with one context a place, as the page says it: decision after decision.</summary>
internal static class SlowUnaryWords
{
    private const int Block = 4096;

    /// <summary>The segment's bytes.</summary>
    public static byte[] Encode(byte[] codes, int last)
    {
        var coder = new RangeEncoder(16);
        var slow = new Part[last];
        var fast = new Part[last];
        for (int start = 0; start < codes.Length; start += Block)
        {
            for (int place = 0; place < last; place++)
            {
                foreach (byte code in codes.Skip(start).Take(Block).Where(c => c >= place))
                {
                    int bit = code > place ? 1 : 0;
                    coder.Bit(bit, (uint)(32 + ((slow[place].Value + fast[place].Value) / 2048)));
                    slow[place] = slow[place].After(bit, 60);
                    fast[place] = fast[place].After(bit, 10);
                }
            }
        }

        return coder.Finish().ToArray();
    }

    // What it lies away from one half, so that the default is the first state.
    private readonly record struct Part(long FromHalf, int Seen)
    {
        private const long Whole = 65472L * 1024;

        public long Value => FromHalf + (Whole / 2);

        public Part After(int bit, int limit)
        {
            long share = 131072 / ((2 * Math.Min(Seen, limit)) + 3);
            long value = Value - (Value * share / 65536) + (bit * (Whole * share / 65536));
            return new Part(value - (Whole / 2), Seen + 1);
        }
    }
}
