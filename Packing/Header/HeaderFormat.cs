namespace VideoFeat.Packing.Header;

/// <summary>The numbers of docs/formats/feature-sei.md.</summary>
public static class HeaderFormat
{
    /// <summary>uuid_iso_iec_11578 of our messages, drawn at random: 040ea09b-8bd3-4dd6-8a77-ccd3ad2d766e.</summary>
    public static ReadOnlySpan<byte> Uuid => [0x04, 0x0E, 0xA0, 0x9B, 0x8B, 0xD3, 0x4D, 0xD6, 0x8A, 0x77, 0xCC, 0xD3, 0xAD, 0x2D, 0x76, 0x6E];

    /// <summary>The version that is written and read.</summary>
    public const byte Version = 1;

    /// <summary>Where a payload says what type of message it is.</summary>
    internal const int TypeByte = 17;

    internal const byte ConfigurationType = 1;
    internal const byte UnitType = 2;
    internal const byte FragmentType = 3;
    internal const byte ProfileType = 4;

    /// <summary>UUID, version, type and length of the fields.</summary>
    internal const int HeadBytes = 16 + 1 + 1 + 4;

    internal const int CrcBytes = 4;

    /// <summary>A reader that does not know a field with this bit in its tag must refuse the message.</summary>
    internal const byte CriticalBit = 0x80;

    internal const int MaxNameBytes = 255;
    internal const int MaxItemIdBytes = 1023;
    internal const int MaxBridgeBytes = 65535;
    internal const int HashBytes = 32;

    /// <summary>Fields of a configuration.</summary>
    internal static class Configuration
    {
        public const byte Picture = 1;
        public const byte Tensor = 2;
        public const byte Region = 3;
        public const byte ChannelOrder = 4;
        public const byte Quantizer = 5;
        public const byte Bridge = 6;
        public const byte ModelHash = 7;
        public const byte CutName = 8;
        public const byte ProfileHash = 9;
        public const byte Exact = CriticalBit | 10;
    }

    /// <summary>Fields of a unit.</summary>
    internal static class Unit
    {
        public const byte ConfigurationId = 1;
        public const byte SequenceNumber = 2;
        public const byte FrameIndex = 3;
        public const byte Batch = 4;
        public const byte CaptureTime = 5;
        public const byte ItemId = 6;
        public const byte Quantizer = 7;
        public const byte Check = 8;
        public const byte MaxError = 9;
        public const byte Times = 10;
    }

    /// <summary>Fields of a fragment.</summary>
    internal static class Fragment
    {
        public const byte SequenceNumber = 1;
        public const byte FrameIndex = 2;
        public const byte Position = 3;
        public const byte Bytes = 4;
    }

    /// <summary>Fields of a profile fragment.</summary>
    internal static class Profile
    {
        public const byte Hash = 1;
        public const byte Position = 2;
        public const byte Bytes = 3;
    }
}
