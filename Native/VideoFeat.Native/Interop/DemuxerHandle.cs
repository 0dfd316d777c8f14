using System.Runtime.InteropServices;

namespace VideoFeat.Native.Interop;

/// <summary>Owns a vf_demuxer.</summary>
internal sealed class DemuxerHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.vf_demuxer_close(handle);
        return true;
    }
}
