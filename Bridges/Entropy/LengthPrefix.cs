namespace VideoFeat.Bridges.Entropy;

/// <summary>Bytes that say first how many they are: a varint of seven bits a byte, lowest first, at most four bytes.</summary>
internal static class LengthPrefix
{
    private const int MostBits = 28;

    /// <summary>The bytes with their length before them.</summary>
    public static byte[] Put(ReadOnlySpan<byte> bytes)
    {
        Span<byte> prefix = stackalloc byte[5];
        int digits = 0;
        uint rest = (uint)bytes.Length;
        do
        {
            prefix[digits++] = (byte)((rest & 0x7F) | (rest > 0x7F ? 0x80u : 0));
            rest >>= 7;
        }
        while (rest > 0);
        return [.. prefix[..digits], .. bytes];
    }

    /// <summary>Takes such bytes from the front; all that there are where the length is beyond them, so that whoever reads them finds too few.</summary>
    public static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> bytes)
    {
        int length = 0, at = 0;
        for (int shift = 0; shift < MostBits && at < bytes.Length; shift += 7)
        {
            length |= (bytes[at] & 0x7F) << shift;
            if (bytes[at++] < 0x80)
            {
                break;
            }
        }

        length = Math.Min(length, bytes.Length - at);
        ReadOnlySpan<byte> taken = bytes.Slice(at, length);
        bytes = bytes[(at + length)..];
        return taken;
    }
}
