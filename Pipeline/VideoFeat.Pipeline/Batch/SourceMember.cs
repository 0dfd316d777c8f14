namespace VideoFeat.Batch;

/// <summary>A tensor file within a .tar.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Tensor">What its tensors are called by the sample: the part between key and extension; may be empty.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">Bytes.</param>
internal sealed record SourceMember(string Name, string Tensor, long Offset, long Length);
