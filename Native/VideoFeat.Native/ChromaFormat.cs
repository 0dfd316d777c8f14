namespace VideoFeat.Native;

/// <summary>Which chroma planes a picture has beside its luma.</summary>
public enum ChromaFormat
{
    /// <summary>None that this library makes: 4:2:2, 4:4:4, RGB (decoded pictures of foreign streams only).</summary>
    Other = -1,

    /// <summary>4:0:0, luma alone. No hardware codec takes it.</summary>
    Gray = 0,

    /// <summary>4:2:0 with neutral chroma (half of the range). Even sides.</summary>
    Yuv420 = 1,
}
