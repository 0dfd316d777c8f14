namespace VideoFeat.Tests.Rtp;

/// <summary>Access units made of NAL units with random bodies that hold no start code.</summary>
internal static class NalUnits
{
    public const int Idr = 19, Trail = 1, Vps = 32, PrefixSei = 39;

    public static byte[] Make(int type, int length, Random random)
    {
        byte[] nal = new byte[length];
        random.NextBytes(nal);
        for (int i = 2; i < length; i++)
        {
            nal[i] |= 1; // no zeros, so no start code and no trailing zero
        }

        nal[0] = (byte)(type << 1);
        nal[1] = 1;
        return nal;
    }

    public static byte[] AnnexB(params IEnumerable<byte[]> nals) => [.. nals.SelectMany(n => new byte[] { 0, 0, 0, 1 }.Concat(n))];

    /// <summary>A unit as an encoder makes it: a SEI, then slices.</summary>
    public static byte[] Unit(Random random, bool isKey, params ReadOnlySpan<int> sliceLengths)
    {
        List<byte[]> nals = [Make(PrefixSei, 40, random)];
        foreach (int length in sliceLengths)
        {
            nals.Add(Make(isKey ? Idr : Trail, length, random));
        }

        return AnnexB(nals);
    }
}
