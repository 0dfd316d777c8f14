using System.Runtime.InteropServices;

namespace VideoFeat.Native.Interop;

/// <summary>Owns a vf_media.</summary>
internal sealed class MediaHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.vf_media_close(handle);
        return true;
    }
}
