namespace VideoFeat.Bridges.Onnx;

/// <summary>How far ONNX Runtime may rewrite a graph before it runs it.</summary>
public enum OptimizationLevel
{
    /// <summary>Not at all. Front and back half then give the whole network's answer to the last bit on most networks.</summary>
    None,

    /// <summary>Rewrites that keep the graph's meaning exactly: constants folded, dead nodes dropped.</summary>
    Basic,

    /// <summary>Fusions too (Conv + BatchNorm + Relu); a cut stops those across it, which changes the last bits.</summary>
    Extended,

    /// <summary>Everything, memory layouts included; ONNX Runtime's default.</summary>
    All,
}
