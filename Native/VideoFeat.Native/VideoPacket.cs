using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>One HEVC access unit in Annex B. The receiver owns and disposes it; left to the collector it would be freed late.</summary>
public sealed unsafe class VideoPacket : IDisposable
{
    private const uint KeyFlag = 1;
    private const uint CorruptFlag = 2;
    private VfPacket _packet;

    internal VideoPacket(in VfPacket packet) => _packet = packet;

    /// <summary>Frees the native memory of a packet that nobody disposed.</summary>
    ~VideoPacket() => Release();

    /// <summary>The bytes; lent until the packet is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The packet was disposed.</exception>
    public ReadOnlySpan<byte> Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_packet.Owner == 0, this);
            return new ReadOnlySpan<byte>(_packet.Data, checked((int)_packet.Size));
        }
    }

    /// <summary>Position in frames from the stream's start. From a container: its time stamp times the frame rate, rounded.</summary>
    public long Pts => _packet.Pts;

    /// <summary>The time stamp in seconds; NaN where the container has none.</summary>
    public double Seconds => _packet.Seconds;

    /// <summary>True where decoding can start.</summary>
    public bool IsKey => (_packet.Flags & KeyFlag) != 0;

    /// <summary>True if the demuxer knows that bytes are missing.</summary>
    public bool IsCorrupt => (_packet.Flags & CorruptFlag) != 0;

    /// <summary>Frees the bytes.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_packet.Owner != 0)
        {
            NativeMethods.vf_packet_release(ref _packet);
        }
    }
}
