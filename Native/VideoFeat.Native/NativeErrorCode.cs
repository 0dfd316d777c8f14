namespace VideoFeat.Native;

/// <summary>What kind of failure the native library reports; the values of vf_result in videofeat_native.h.</summary>
public enum NativeErrorCode
{
    /// <summary>An argument or a call in the wrong order.</summary>
    Argument = -1,

    /// <summary>Out of memory.</summary>
    Memory = -2,

    /// <summary>This build of FFmpeg, this machine or this device cannot do it.</summary>
    Unsupported = -3,

    /// <summary>An unknown or misread codec, muxer or demuxer option.</summary>
    Option = -4,

    /// <summary>The codec failed.</summary>
    Codec = -5,

    /// <summary>The bytes from outside are not what they should be.</summary>
    Data = -6,

    /// <summary>Reading or writing failed.</summary>
    Io = -7,

    /// <summary>The time limit passed, or the wait was interrupted.</summary>
    Timeout = -8,

    /// <summary>Larger than the caller allows.</summary>
    Limit = -9,
}
