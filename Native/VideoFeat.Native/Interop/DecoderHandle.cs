using System.Runtime.InteropServices;

namespace VideoFeat.Native.Interop;

/// <summary>Owns a vf_decoder.</summary>
internal sealed class DecoderHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.vf_decoder_close(handle);
        return true;
    }
}
