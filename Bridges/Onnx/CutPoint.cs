namespace VideoFeat.Bridges.Onnx;

/// <summary>A clean cut, with what it costs.</summary>
/// <param name="Tensors">What crosses: one tensor, or the tensors of a set.</param>
/// <param name="FrontMacs">Multiply-accumulates of the front half for the surveyed input; null where a shape is not known. See <see cref="CutList.TotalMacs"/>.</param>
/// <param name="FrontShare">Front half's share of the whole network's multiply-accumulates, 0 to 1; null where not known.</param>
public sealed record CutPoint(IReadOnlyList<CutTensor> Tensors, long? FrontMacs, double? FrontShare)
{
    /// <summary>Names of the tensors, as <see cref="SplitModel.Load(string, IReadOnlyList{string}, SplitModelOptions?)"/> takes them.</summary>
    public IReadOnlyList<string> Names => [.. Tensors.Select(t => t.Name)];

    /// <summary>Elements of all tensors; null where a size is not known.</summary>
    public long? Elements => Tensors.Aggregate((long?)0, (sum, t) => sum + t.Elements);

    /// <summary>Bytes of all elements as float32; null where a size is not known.</summary>
    public long? Float32Bytes => Elements * sizeof(float);
}
