using Microsoft.ML.OnnxRuntime.Tensors;

namespace VideoFeat.Bridges.Onnx;

/// <summary>A tensor at which a network can be cut.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Operator">Operator of the node that makes it ("Relu"), which tells much about its distribution.</param>
/// <param name="Type">ONNX element type.</param>
/// <param name="Dimensions">Sizes for the input shapes of the survey; -1 where they could not be found.</param>
/// <param name="ZeroShare">Share of elements that are zero, 0 to 1, on the given input; null where none was given.</param>
public sealed record CutTensor(string Name, string Operator, TensorElementType Type, IReadOnlyList<long> Dimensions, double? ZeroShare)
{
    /// <summary>Number of elements; null where a size is not known.</summary>
    public long? Elements => Dimensions.Any(d => d < 0) ? null : NetworkTensor.Product([.. Dimensions]);

    /// <summary>"96x56x56" with the batch in front.</summary>
    public string Shape => NetworkPort.Shape(Dimensions);
}
