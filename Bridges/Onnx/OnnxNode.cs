using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Onnx.Schema;

namespace VideoFeat.Bridges.Onnx;

/// <summary>A node with its values as numbers: what it reads (what its branches capture from outside included) and what it writes.</summary>
internal sealed class OnnxNode(NodeProto proto, int[] reads, int[] writes)
{
    public NodeProto Proto { get; } = proto;

    public int[] Reads { get; } = reads;

    public int[] Writes { get; } = writes;

    /// <summary>True for an operator that draws random numbers, itself or within a branch: to run it twice gives two answers.</summary>
    public bool IsRandom { get; init; }

    /// <summary>True where the result depends on the network's input or on a random draw.</summary>
    public bool Varies { get; set; }

    /// <summary>"Conv 'stem/conv'", or "Conv" where the node has no name.</summary>
    public string Label => LabelOf(Proto);

    public static string LabelOf(NodeProto proto) =>
        proto.Name.Length == 0 ? Printable.Text(proto.OpType) : $"{Printable.Text(proto.OpType)} {Printable.Quoted(proto.Name)}";
}
