using VideoFeat.Bridges.Onnx.Schema;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Multiply-accumulates of one node: of convolutions and matrix products, as the ONNX operator pages define their shapes.</summary>
internal static class MacCount
{
    /// <summary>The values whose shapes <see cref="Of"/> asks for; empty for operators that are not counted.</summary>
    public static IEnumerable<string> Operands(NodeProto node) => node.Domain is not ("" or "ai.onnx" or "com.microsoft") ? [] : node.OpType switch
    {
        "Conv" or "ConvInteger" or "FusedConv" => Pick(node, weight: 1),
        "QLinearConv" => Pick(node, weight: 3),
        "ConvTranspose" => [.. node.Input.Take(2)],
        "Gemm" or "FusedGemm" or "MatMul" or "FusedMatMul" or "MatMulInteger" or "QLinearMatMul" => Pick(node, weight: 0),
        _ => [],
    };

    /// <summary>0 for operators that are not counted, null where a shape is not known.</summary>
    /// <param name="node">The node.</param>
    /// <param name="shape">Shape by value name; null or -1 where not known.</param>
    public static long? Of(NodeProto node, Func<string, IReadOnlyList<long>?> shape)
    {
        string[] operands = [.. Operands(node)];
        if (operands.Length == 0)
        {
            return 0;
        }

        if (operands.Length < 2 || shape(operands[0]) is not { Count: > 0 } of || shape(operands[1]) is not { } by || of.Concat(by).Any(d => d < 0))
        {
            return null;
        }

        // Convolutions: each output element takes one product per weight of its channel, W is [Cout, Cin/group, k...].
        // Transposed: each input element gives one product per weight of its channel, W is [Cin, Cout/group, k...].
        // Matrices: each output element takes one product per column of A.
        return node.OpType.Contains("Conv", StringComparison.Ordinal)
            ? Product(of) * Product(by.Skip(1))
            : Product(by) * (node.OpType.EndsWith("Gemm", StringComparison.Ordinal) && Flag(node, "transA") ? of[0] : of[^1]);
    }

    /// <summary>Convolutions: output and weights. Matrix products (weight 0): A and output.</summary>
    private static string[] Pick(NodeProto node, int weight) => node.Input.Count <= weight || node.Output.Count == 0
        ? [""]
        : weight == 0 ? [node.Input[0], node.Output[0]] : [node.Output[0], node.Input[weight]];

    private static bool Flag(NodeProto node, string name) => node.Attribute.Any(a => a.Name == name && a.I != 0);

    private static long Product(IEnumerable<long> dimensions) => dimensions.Aggregate(1L, (product, d) => product * d);
}
