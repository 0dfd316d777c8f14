using System.Diagnostics.CodeAnalysis;
using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Decodes HEVC access units to luma planes. One thread at a time.</summary>
public sealed unsafe class VideoDecoder : IDisposable
{
    private readonly DecoderHandle _handle;

    private VideoDecoder(DecoderHandle handle, VideoDecoderSettings settings) => (_handle, Settings) = (handle, settings);

    /// <summary>What the decoder was opened with.</summary>
    public VideoDecoderSettings Settings { get; }

    /// <summary>Opens the decoder.</summary>
    /// <exception cref="NativeException">At step find, device or open, with the reason.</exception>
    public static VideoDecoder Open(VideoDecoderSettings? settings = null)
    {
        settings ??= new VideoDecoderSettings();
        using var arguments = new Utf8Arguments();
        fixed (byte* extraData = settings.ExtraData.Span)
        {
            var config = new VfDecoderConfig
            {
                StructSize = (uint)sizeof(VfDecoderConfig),
                Threads = settings.Threads,
                MaxWidth = settings.MaxWidth,
                MaxHeight = settings.MaxHeight,
                CheckHash = settings.CheckHash ? 1 : 0,
                ExtraData = extraData,
                ExtraDataSize = settings.ExtraData.Length,
                Device = arguments.Add(settings.Device),
            };
            int result = NativeMethods.vf_decoder_open(config, out DecoderHandle handle);
            if (result < 0)
            {
                NativeException error = NativeException.Last();
                handle.Dispose();
                throw error;
            }
            return new VideoDecoder(handle, settings);
        }
    }

    /// <summary>Decodes one access unit. Receive until false after every call: a full decoder refuses the next one.</summary>
    /// <param name="accessUnit">Annex B bytes of exactly one picture; read during the call.</param>
    /// <param name="pts">Comes back as <see cref="VideoFrame.Pts"/>.</param>
    /// <exception cref="NativeException">The bytes are damaged (<see cref="NativeErrorCode.Data"/>; the next access unit may be
    /// sent), or the pictures larger than allowed (<see cref="NativeErrorCode.Limit"/>).</exception>
    public void Send(ReadOnlySpan<byte> accessUnit, long pts)
    {
        fixed (byte* first = accessUnit)
        {
            NativeException.Check(NativeMethods.vf_decoder_send(_handle, first, accessUnit.Length, pts));
        }
    }

    /// <summary>Takes the next picture, which the caller disposes. False: send more, or the end after <see cref="Finish"/>.</summary>
    /// <exception cref="NativeException">The bytes sent are damaged.</exception>
    public bool TryReceive([NotNullWhen(true)] out VideoFrame? frame)
    {
        var native = new VfFrame { StructSize = (uint)sizeof(VfFrame) };
        int result = NativeException.Check(NativeMethods.vf_decoder_receive(_handle, ref native));
        frame = result == NativeMethods.Ok ? new VideoFrame(native) : null;
        return frame is not null;
    }

    /// <summary>Says that nothing follows; then receive until false. <see cref="Reset"/> makes the decoder usable again.</summary>
    public void Finish() => NativeException.Check(NativeMethods.vf_decoder_finish(_handle));

    /// <summary>Forgets reference pictures and pending output: after a loss, a seek or <see cref="Finish"/>. A key picture comes next.</summary>
    public void Reset() => NativeMethods.vf_decoder_reset(_handle);

    /// <summary>Closes the decoder; frames already received stay valid.</summary>
    public void Dispose() => _handle.Dispose();
}
