namespace VideoFeat.Batch;

/// <summary>How far a run is.</summary>
/// <param name="Items">Items done, those of earlier runs included.</param>
/// <param name="AllItems">Items in all.</param>
/// <param name="Bad">Bad ones among the done.</param>
/// <param name="TensorBytes">Bytes of tensors done by this run.</param>
/// <param name="CodedBytes">Bytes that they became.</param>
public readonly record struct BatchProgress(long Items, long AllItems, long Bad, long TensorBytes, long CodedBytes);
