using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>A failure inside the native library or FFmpeg, with the step it happened at.</summary>
/// <param name="code">What kind of failure.</param>
/// <param name="step">find, device, open, send, receive, read, write, seek, finish.</param>
/// <param name="detail">One line: what failed and why, with what libav logged.</param>
public sealed class NativeException(NativeErrorCode code, string step, string detail) : IOException($"{step}: {detail}")
{
    /// <summary>What kind of failure.</summary>
    public NativeErrorCode Code { get; } = code;

    /// <summary>find, device, open, send, receive, read, write, seek, finish.</summary>
    public string Step { get; } = step;

    /// <summary>One line: what failed and why, with what libav logged.</summary>
    public string Detail { get; } = detail;

    /// <summary>The failure that this thread's last native call reported.</summary>
    internal static unsafe NativeException Last()
    {
        var error = new VfError { StructSize = (uint)sizeof(VfError) };
        NativeMethods.vf_last_error(ref error);
        return new NativeException(
            (NativeErrorCode)error.Code,
            FixedText.Read(error.Step, VfError.StepBytes),
            FixedText.Read(error.Detail, VfError.DetailBytes));
    }

    /// <summary>Throws if a native call failed; passes the expected states through.</summary>
    internal static int Check(int result) => result < 0 ? throw Last() : result;
}
