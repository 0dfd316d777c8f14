using System.Runtime.InteropServices;

namespace VideoFeat.Native.Interop;

/// <summary>Owns a vf_muxer.</summary>
internal sealed class MuxerHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.vf_muxer_close(handle);
        return true;
    }
}
