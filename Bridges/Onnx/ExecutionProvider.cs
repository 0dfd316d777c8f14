namespace VideoFeat.Bridges.Onnx;

/// <summary>What runs a network.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor; always there.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU, where the ONNX Runtime in use was built for it. What it cannot run falls to the processor.</summary>
    Cuda,
}
