using System.Diagnostics.CodeAnalysis;
using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Codes luma planes as HEVC access units. One thread at a time.</summary>
public sealed unsafe class VideoEncoder : IDisposable
{
    private readonly EncoderHandle _handle;

    private VideoEncoder(EncoderHandle handle, VideoEncoderSettings settings) => (_handle, Settings) = (handle, settings);

    /// <summary>What the encoder was opened with.</summary>
    public VideoEncoderSettings Settings { get; }

    /// <summary>FFmpeg's name of the encoder, such as libx265.</summary>
    public string Name => Settings.Codec;

    /// <summary>Parameter sets in Annex B; empty without <see cref="VideoEncoderSettings.GlobalHeader"/>. Lent until the
    /// encoder is disposed.</summary>
    public ReadOnlySpan<byte> ExtraData
    {
        get
        {
            NativeException.Check(NativeMethods.vf_encoder_extradata(_handle, out byte* data, out int size));
            return new ReadOnlySpan<byte>(data, size);
        }
    }

    /// <summary>Opens the encoder.</summary>
    /// <exception cref="NativeException">At step find, device or open, with the reason.</exception>
    public static VideoEncoder Open(VideoEncoderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var arguments = new Utf8Arguments();
        VfEncoderConfig config = EncoderConfig.Make(settings, arguments);
        int result = NativeMethods.vf_encoder_open(config, out EncoderHandle handle);
        if (result < 0)
        {
            NativeException error = NativeException.Last();
            handle.Dispose();
            throw error;
        }
        return new VideoEncoder(handle, settings);
    }

    /// <summary>Codes one picture. Receive until false after every call: a full encoder refuses the next picture.</summary>
    /// <param name="luma">Rows of samples; over 8 bits two bytes each, little-endian, in the low bits. Read during the call.</param>
    /// <param name="strideBytes">Bytes from one row to the next.</param>
    /// <param name="pts">Position in frames; rising.</param>
    /// <param name="forceKey">Makes the picture an IDR with parameter sets.</param>
    /// <exception cref="ArgumentException">The span does not hold the picture.</exception>
    /// <exception cref="NativeException">The codec failed.</exception>
    public void Send(ReadOnlySpan<byte> luma, int strideBytes, long pts, bool forceKey = false)
    {
        int row = Settings.Width * (Settings.BitDepth > 8 ? 2 : 1);
        if (strideBytes < row || luma.Length < (long)strideBytes * (Settings.Height - 1) + row)
        {
            throw new ArgumentException(
                $"{luma.Length} bytes with a stride of {strideBytes} do not hold {Settings.Width}x{Settings.Height} samples of " +
                $"{Settings.BitDepth} bits", nameof(luma));
        }
        fixed (byte* first = luma)
        {
            NativeException.Check(NativeMethods.vf_encoder_send(_handle, first, strideBytes, pts, forceKey ? 1 : 0));
        }
    }

    /// <summary>The QP of the pictures sent from now on, 0..51; needs <see cref="VideoEncoderSettings.VaryQp"/>.</summary>
    /// <exception cref="NativeException">Opened without, or out of range.</exception>
    public void SetQp(int qp) => NativeException.Check(NativeMethods.vf_encoder_set_qp(_handle, qp));

    /// <summary>The target in kbit/s from now on; needs <see cref="VideoEncoderSettings.BitrateKbps"/>. NVENC and QSV read it while they run.</summary>
    /// <exception cref="NativeException">Opened without, or below 1.</exception>
    public void SetBitrate(int kbps) => NativeException.Check(NativeMethods.vf_encoder_set_bitrate(_handle, kbps));

    /// <summary>Takes the next access unit, which the caller disposes. False: send more, or the end after <see cref="Finish"/>.</summary>
    /// <exception cref="NativeException">The codec failed.</exception>
    public bool TryReceive([NotNullWhen(true)] out VideoPacket? packet)
    {
        var native = new VfPacket { StructSize = (uint)sizeof(VfPacket) };
        int result = NativeException.Check(NativeMethods.vf_encoder_receive(_handle, ref native));
        packet = result == NativeMethods.Ok ? new VideoPacket(native) : null;
        return packet is not null;
    }

    /// <summary>Says that no picture follows; then receive until false.</summary>
    public void Finish() => NativeException.Check(NativeMethods.vf_encoder_finish(_handle));

    /// <summary>Closes the encoder; packets already received stay valid.</summary>
    public void Dispose() => _handle.Dispose();
}
