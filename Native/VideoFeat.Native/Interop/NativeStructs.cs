using System.Runtime.InteropServices;

namespace VideoFeat.Native.Interop;

// Mirrors of the structs in videofeat_native.h, field for field.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfError
{
    public const int StepBytes = 32;
    public const int DetailBytes = 476;
    public uint StructSize;
    public int Code;
    public int AvError;
    public fixed byte Step[StepBytes];
    public fixed byte Detail[DetailBytes];
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfVersion
{
    public uint StructSize;
    public uint Abi;
    public uint AvcodecBuilt;
    public uint AvcodecLoaded;
    public uint AvformatBuilt;
    public uint AvformatLoaded;
    public uint AvutilBuilt;
    public uint AvutilLoaded;
    public byte* License;
    public byte* Configuration;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfPacket
{
    public uint StructSize;
    public uint Flags;
    public byte* Data;
    public long Size;
    public long Pts;
    public double Seconds;
    public nint Owner;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfFrame
{
    public uint StructSize;
    public uint Flags;
    public int Width;
    public int Height;
    public int BitDepth;
    public int Chroma;
    public int Hash;
    public int Stride;
    public byte* Luma;
    public long Pts;
    public nint Owner;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfEncoderConfig
{
    public uint StructSize;
    public int Width;
    public int Height;
    public int BitDepth;
    public int Chroma;
    public int Lossless;
    public int Qp;
    public int BitrateKbps;
    public int VaryQp;
    public int KeyInterval;
    public int Threads;
    public int GlobalHeader;
    public int Hash;
    public int MaxCu;
    public int MinCu;
    public double FrameRate;
    public byte* Codec;
    public byte* Preset;
    public byte** Options;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfDecoderConfig
{
    public uint StructSize;
    public int Threads;
    public int MaxWidth;
    public int MaxHeight;
    public int CheckHash;
    public int ExtraDataSize;
    public byte* ExtraData;
    public byte* Device;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfBytes
{
    public byte* Data;
    public long Size;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfMuxerConfig
{
    public uint StructSize;
    public int Width;
    public int Height;
    public int ExtraDataSize;
    public byte* ExtraData;
    public double FrameRate;
    public byte* Format;
    public byte* Comment;
    public byte** Options;
    public int TimeoutMs;
    public int Reserved;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfDemuxerConfig
{
    public uint StructSize;
    public int TimeoutMs;
    public byte* Format;
    public byte** Options;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfStreamInfo
{
    public uint StructSize;
    public int Width;
    public int Height;
    public int ExtraDataSize;
    public byte* ExtraData;
    public double FrameRate;
    public long FrameCount;
    public byte* Format;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfMediaConfig
{
    public uint StructSize;
    public int MaxWidth;
    public int MaxHeight;
    public int Threads;
    public int TimeoutMs;
    public byte* Device;
    public byte** Options;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfMediaInfo
{
    public uint StructSize;
    public int Width;
    public int Height;
    public int Reserved;
    public double FrameRate;
    public byte* Codec;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfProbeResult
{
    private const int StepBytes = 32;
    private const int ReasonBytes = 476;
    public uint StructSize;
    public int Works;
    public double Milliseconds;
    public double Psnr;
    public fixed byte Step[StepBytes];
    public fixed byte Reason[ReasonBytes];

    public readonly ProbeResult ToManaged()
    {
        fixed (byte* step = Step, reason = Reason)
        {
            return new ProbeResult(
                Works != 0, FixedText.Read(step, StepBytes), FixedText.Read(reason, ReasonBytes), Milliseconds, Psnr);
        }
    }
}
