using System.Runtime.InteropServices;

namespace VideoFeat.Native.Interop;

/// <summary>Owns a vf_encoder.</summary>
internal sealed class EncoderHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.vf_encoder_close(handle);
        return true;
    }
}
