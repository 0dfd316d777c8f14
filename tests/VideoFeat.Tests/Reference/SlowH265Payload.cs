namespace VideoFeat.Tests.Reference;

/// <summary>Twin of the H.265 payload reader: RFC 7798, section 4.4, without DONL and PACI, one field after the other, lists everywhere.</summary>
internal static class SlowH265Payload
{
    /// <summary>The NAL units of an access unit's payloads, or null where they are not well formed.</summary>
    public static List<byte[]>? NalUnits(IEnumerable<byte[]> payloads)
    {
        var nals = new List<byte[]>();
        List<byte>? fragmented = null;
        foreach (byte[] payload in payloads)
        {
            if (payload.Length < 2)
            {
                return null;
            }

            int type = payload[0] / 2 % 64;
            if (type == 49)
            {
                if (payload.Length < 4)
                {
                    return null;
                }

                bool start = payload[2] >= 128, end = payload[2] % 128 >= 64;
                int inner = payload[2] % 64;
                byte[] header = [(byte)((payload[0] / 128 * 128) + (inner * 2) + (payload[0] % 2)), payload[1]];
                if (start == (fragmented is not null) || (start && end) || inner >= 48)
                {
                    return null;
                }

                fragmented ??= [.. header];
                if (fragmented[0] != header[0] || fragmented[1] != header[1])
                {
                    return null;
                }

                fragmented.AddRange(payload[3..]);
                if (end)
                {
                    nals.Add([.. fragmented]);
                    fragmented = null;
                }

                continue;
            }

            if (fragmented is not null || type > 49)
            {
                return null;
            }

            if (type < 48)
            {
                nals.Add(payload);
                continue;
            }

            int at = 2, count = 0;
            while (at < payload.Length)
            {
                if (at + 2 > payload.Length)
                {
                    return null;
                }

                int length = (payload[at] * 256) + payload[at + 1];
                if (length < 2 || at + 2 + length > payload.Length || payload[at + 2] / 2 % 64 >= 48)
                {
                    return null;
                }

                nals.Add(payload[(at + 2)..(at + 2 + length)]);
                at += 2 + length;
                count++;
            }

            if (count < 2)
            {
                return null;
            }
        }

        return fragmented is null ? nals : null;
    }
}
