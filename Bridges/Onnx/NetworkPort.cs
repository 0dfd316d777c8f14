using Microsoft.ML.OnnxRuntime.Tensors;

namespace VideoFeat.Bridges.Onnx;

/// <summary>An input or output of a network, or of one of its halves.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">ONNX element type.</param>
/// <param name="Dimensions">Sizes, outermost first; -1 where the network leaves one open. Empty for a scalar and where the network does not state the rank.</param>
public sealed record NetworkPort(string Name, TensorElementType Type, IReadOnlyList<long> Dimensions)
{
    /// <summary>"images Float ?x3x416x416".</summary>
    public override string ToString() => $"{Name} {Type} {Shape(Dimensions)}";

    internal static string Shape(IReadOnlyList<long> dimensions) =>
        dimensions.Count == 0 ? "scalar" : string.Join('x', dimensions.Select(d => d < 0 ? "?" : d.ToString()));
}
