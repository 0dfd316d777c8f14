namespace VideoFeat.Tests.Reference;

/// <summary>Twin of AnnexB, EmulationPrevention and SeiMessages: one byte at a time, as the tables of H.265 read.</summary>
internal static class SlowAnnexB
{
    public static List<(int Offset, byte[] Bytes)> Units(byte[] stream)
    {
        var starts = new List<int>();
        for (int i = 0; i + 3 <= stream.Length;)
        {
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1)
            {
                starts.Add(i + 3);
                i += 3;
            }
            else
            {
                i++;
            }
        }

        var units = new List<(int, byte[])>();
        for (int n = 0; n < starts.Count; n++)
        {
            int end = n + 1 < starts.Count ? starts[n + 1] - 3 : stream.Length;
            while (end > starts[n] && stream[end - 1] == 0)
            {
                end--;
            }

            if (end - starts[n] >= 2)
            {
                units.Add((starts[n], stream[starts[n]..end]));
            }
        }

        return units;
    }

    public static byte[] Unescape(byte[] payload)
    {
        var rbsp = new List<byte>();
        int zeros = 0;
        foreach (byte b in payload)
        {
            if (zeros >= 2 && b == 3)
            {
                zeros = 0;
                continue;
            }

            zeros = b == 0 ? zeros + 1 : 0;
            rbsp.Add(b);
        }

        return [.. rbsp];
    }

    public static byte[] Escape(byte[] rbsp)
    {
        var payload = new List<byte>();
        int zeros = 0;
        foreach (byte b in rbsp)
        {
            if (zeros >= 2 && b <= 3)
            {
                payload.Add(3);
                zeros = 0;
            }

            zeros = b == 0 ? zeros + 1 : 0;
            payload.Add(b);
        }

        return [.. payload];
    }

    /// <summary>An SEI NAL unit with its start code.</summary>
    public static byte[] SeiNal(int nalType, params (int Type, byte[] Payload)[] messages)
    {
        var rbsp = new List<byte>();
        foreach ((int type, byte[] payload) in messages)
        {
            foreach (int number in new[] { type, payload.Length })
            {
                rbsp.AddRange(Enumerable.Repeat((byte)0xFF, number / 255));
                rbsp.Add((byte)(number % 255));
            }

            rbsp.AddRange(payload);
        }

        rbsp.Add(0x80);
        return [0, 0, 0, 1, (byte)(nalType << 1), 1, .. Escape([.. rbsp])];
    }
}
