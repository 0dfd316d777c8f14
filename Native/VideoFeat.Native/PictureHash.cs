namespace VideoFeat.Native;

/// <summary>What the MD5 picture hash of an access unit (H.265, D.2.19) says of the decoded picture.</summary>
public enum PictureHash
{
    /// <summary>The access unit carries none, or the check is off.</summary>
    None = 0,

    /// <summary>Every plane of the coded size is what the encoder reconstructed.</summary>
    Match = 1,

    /// <summary>The picture is damaged.</summary>
    Mismatch = 2,
}
