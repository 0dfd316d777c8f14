namespace VideoFeat.Tests.Native;

/// <summary>An obviously right, slow reader of Annex B: what the native inserter is checked against.</summary>
internal static class AnnexB
{
    /// <summary>The NAL units without start codes and trailing zeros.</summary>
    public static List<byte[]> Units(ReadOnlySpan<byte> data)
    {
        var starts = new List<int>();
        for (int i = 0; i + 3 <= data.Length; i++)
        {
            if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1)
            {
                starts.Add(i + 3);
            }
        }
        var units = new List<byte[]>();
        for (int n = 0; n < starts.Count; n++)
        {
            int end = n + 1 < starts.Count ? starts[n + 1] - 3 : data.Length;
            units.Add(data[starts[n]..end].TrimEnd((byte)0).ToArray());
        }
        return units;
    }

    public static int Type(byte[] unit) => (unit[0] >> 1) & 63;

    /// <summary>The payloads of all user_data_unregistered messages, UUID first.</summary>
    public static List<byte[]> UserData(ReadOnlySpan<byte> data)
    {
        var messages = new List<byte[]>();
        foreach (byte[] unit in Units(data).Where(u => Type(u) == 39))
        {
            byte[] rbsp = Unescape(unit.AsSpan(2));
            for (int at = 0; at + 2 < rbsp.Length;)
            {
                int type = Read255(rbsp, ref at);
                int size = Read255(rbsp, ref at);
                if (type == 5)
                {
                    messages.Add(rbsp.AsSpan(at, size).ToArray());
                }
                at += size;
            }
        }
        return messages;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> escaped)
    {
        var plain = new List<byte>();
        int zeros = 0;
        foreach (byte b in escaped)
        {
            if (zeros == 2 && b == 3)
            {
                zeros = 0;
                continue;
            }
            zeros = b == 0 ? zeros + 1 : 0;
            plain.Add(b);
        }
        return [.. plain];
    }

    private static int Read255(byte[] rbsp, ref int at)
    {
        int value = 0;
        byte b;
        do
        {
            value += b = rbsp[at++];
        }
        while (b == 255);
        return value;
    }
}
