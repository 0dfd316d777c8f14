using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Writes access units into a container or a network session. One thread at a time, <see cref="Interrupt"/> excepted.</summary>
public sealed unsafe class Muxer : IDisposable
{
    private readonly MuxerHandle _handle;

    private Muxer(MuxerHandle handle) => _handle = handle;

    /// <summary>Creates the file (an existing one is replaced) and writes its header.</summary>
    /// <param name="path">A path, or a URL that libavformat can write to.</param>
    /// <param name="settings">What to write.</param>
    /// <exception cref="NativeException">The file cannot be written, or the format not be made.</exception>
    public static Muxer Open(string path, MuxerSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(settings);
        using var arguments = new Utf8Arguments();
        fixed (byte* extraData = settings.ExtraData.Span)
        {
            var config = new VfMuxerConfig
            {
                StructSize = (uint)sizeof(VfMuxerConfig),
                Width = settings.Width,
                Height = settings.Height,
                ExtraData = extraData,
                ExtraDataSize = settings.ExtraData.Length,
                FrameRate = settings.FrameRate,
                Format = arguments.Add(settings.Format),
                Comment = arguments.Add(settings.Comment),
                Options = arguments.Add(settings.Options),
                TimeoutMs = settings.TimeoutMs,
            };
            int result = NativeMethods.vf_muxer_open(arguments.Add(path), config, out MuxerHandle handle);
            if (result < 0)
            {
                NativeException error = NativeException.Last();
                handle.Dispose();
                throw error;
            }
            return new Muxer(handle);
        }
    }

    /// <summary>Writes one access unit.</summary>
    /// <param name="annexB">Its bytes; read during the call.</param>
    /// <param name="pts">Position in frames; rising.</param>
    /// <param name="key">True where decoding can start.</param>
    /// <exception cref="NativeException">The bytes did not reach the file (a full disk, for one).</exception>
    public void Write(ReadOnlySpan<byte> annexB, long pts, bool key)
    {
        fixed (byte* first = annexB)
        {
            NativeException.Check(NativeMethods.vf_muxer_write(_handle, first, annexB.Length, pts, key ? 1 : 0));
        }
    }

    /// <summary>Writes the end of the file and closes it. Without it the file is incomplete.</summary>
    /// <exception cref="NativeException">The bytes did not reach the file.</exception>
    public void Finish() => NativeException.Check(NativeMethods.vf_muxer_finish(_handle));

    /// <summary>From any thread: ends a call that waits, and every later one that would, with <see cref="NativeErrorCode.Timeout"/>.</summary>
    public void Interrupt() => NativeMethods.vf_muxer_interrupt(_handle);

    /// <summary>Closes the file as it is.</summary>
    public void Dispose() => _handle.Dispose();
}
