namespace VideoFeat.Bridges.Hevc.Syntax;

/// <summary>The emulation prevention bytes of H.265, 7.4.2: the 03 that an encoder puts after two zeros inside a NAL unit.</summary>
public static class EmulationPrevention
{
    private static ReadOnlySpan<byte> Escape => [0, 0, 3];

    /// <summary>Copies a NAL unit's payload without its emulation prevention bytes: the RBSP.</summary>
    /// <param name="escaped">Payload of a NAL unit, as it stands in the stream.</param>
    /// <param name="rbsp">Takes the result; at least as long as <paramref name="escaped"/>, and not overlapping it.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="rbsp"/> is too short or overlaps.</exception>
    public static int Remove(ReadOnlySpan<byte> escaped, Span<byte> rbsp)
    {
        if (rbsp.Length < escaped.Length)
        {
            throw new ArgumentException($"The destination holds {rbsp.Length} bytes; up to {escaped.Length} are needed.", nameof(rbsp));
        }

        if (escaped.Overlaps(rbsp))
        {
            throw new ArgumentException("The destination overlaps the source.", nameof(rbsp));
        }

        int written = 0;
        while (true)
        {
            int index = escaped.IndexOf(Escape);
            int keep = index < 0 ? escaped.Length : index + 2;
            escaped[..keep].CopyTo(rbsp[written..]);
            written += keep;
            if (index < 0)
            {
                return written;
            }

            escaped = escaped[(keep + 1)..];
        }
    }
}
