namespace VideoFeat.Bridges.Rtp.Payload;

/// <summary>How an RTP payload of H.265 is built, by the type field of its first two bytes (RFC 7798, 4.4).</summary>
internal static class PayloadKind
{
    /// <summary>Aggregation packet: two or more NAL units behind their 16-bit lengths.</summary>
    public const int Aggregation = 48;

    /// <summary>Fragmentation unit: a piece of one NAL unit.</summary>
    public const int Fragmentation = 49;

    /// <summary>PACI: another payload behind a header of its own.</summary>
    public const int Paci = 50;

    /// <summary>Bytes of the payload header, which has the form of a NAL unit header.</summary>
    public const int HeaderBytes = 2;

    /// <summary>Bytes of payload header and FU header.</summary>
    public const int FragmentHeaderBytes = 3;

    /// <summary>Bytes of the length before each NAL unit of an aggregation packet.</summary>
    public const int LengthBytes = 2;

    /// <summary>S and E of the FU header.</summary>
    public const int StartBit = 0x80, EndBit = 0x40;

    /// <summary>The type in the first byte of a payload header.</summary>
    public static int TypeOf(byte first) => (first >> 1) & 0x3F;

    /// <summary>A payload header's first byte with another type; F and the layer's high bit stay.</summary>
    public static byte WithType(byte first, int type) => (byte)((first & 0x81) | (type << 1));
}
