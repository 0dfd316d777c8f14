using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Reads the HEVC access units of a file or stream, always as Annex B. One thread at a time, <see cref="Interrupt"/> excepted.</summary>
public sealed unsafe class Demuxer : IDisposable
{
    private readonly DemuxerHandle _handle;
    private readonly VfStreamInfo _info;

    private Demuxer(DemuxerHandle handle)
    {
        _handle = handle;
        _info = new VfStreamInfo { StructSize = (uint)sizeof(VfStreamInfo) };
        NativeException.Check(NativeMethods.vf_demuxer_info(handle, ref _info));
        Format = Marshal.PtrToStringUTF8((nint)_info.Format) ?? "";
    }

    /// <summary>libavformat's name of the demuxer, such as <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</summary>
    public string Format { get; }

    /// <summary>Width in samples, cropped.</summary>
    public int Width => _info.Width;

    /// <summary>Height in samples, cropped.</summary>
    public int Height => _info.Height;

    /// <summary>Frames a second: the container's, else the parameter sets', else 25.</summary>
    public double FrameRate => _info.FrameRate;

    /// <summary>Frames in the file; null where the container does not say.</summary>
    public long? FrameCount => _info.FrameCount >= 0 ? _info.FrameCount : null;

    /// <summary>The container's parameter sets in Annex B; empty where they come in band only. Lent until the demuxer is disposed.</summary>
    public ReadOnlySpan<byte> ExtraData
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return new ReadOnlySpan<byte>(_info.ExtraData, _info.ExtraDataSize);
        }
    }

    /// <summary>Opens a file or stream.</summary>
    /// <param name="path">A path, or a URL that libavformat can read. A file never makes libavformat open another resource.</param>
    /// <param name="settings">How to read; null: the defaults.</param>
    /// <exception cref="NativeException">No such file, no HEVC in it, or nothing came within the time limit.</exception>
    public static Demuxer Open(string path, DemuxerSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        settings ??= new DemuxerSettings();
        using var arguments = new Utf8Arguments();
        var config = new VfDemuxerConfig
        {
            StructSize = (uint)sizeof(VfDemuxerConfig),
            TimeoutMs = settings.TimeoutMs,
            Format = arguments.Add(settings.Format),
            Options = arguments.Add(settings.Options),
        };
        int result = NativeMethods.vf_demuxer_open(arguments.Add(path), config, out DemuxerHandle handle);
        if (result < 0)
        {
            NativeException error = NativeException.Last();
            handle.Dispose();
            throw error;
        }
        return new Demuxer(handle);
    }

    /// <summary>Reads the next access unit, which the caller disposes. False at the clean end.</summary>
    /// <exception cref="NativeException">A read error, a truncated file where libav tells, or the time limit.</exception>
    public bool TryRead([NotNullWhen(true)] out VideoPacket? packet)
    {
        var native = new VfPacket { StructSize = (uint)sizeof(VfPacket) };
        int result = NativeException.Check(NativeMethods.vf_demuxer_read(_handle, ref native));
        packet = result == NativeMethods.Ok ? new VideoPacket(native) : null;
        return packet is not null;
    }

    /// <summary>Makes the last key picture at or before a position the next one read.</summary>
    /// <param name="pts">Position in frames, from 0.</param>
    /// <exception cref="NativeException">The source cannot be searched.</exception>
    public void SeekToKey(long pts) => NativeException.Check(NativeMethods.vf_demuxer_seek(_handle, pts));

    /// <summary>From any thread: ends a call that waits, and every later one, with <see cref="NativeErrorCode.Timeout"/>.</summary>
    public void Interrupt() => NativeMethods.vf_demuxer_interrupt(_handle);

    /// <summary>Closes the source; packets already read stay valid.</summary>
    public void Dispose() => _handle.Dispose();
}
