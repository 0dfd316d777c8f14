using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>How a network is run. Every fault is reported when the network is loaded.</summary>
public sealed record SplitModelOptions
{
    /// <summary>What runs it; <see cref="ExecutionProvider.Cpu"/> by default.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Number of the GPU, from 0.</summary>
    public int Device { get; init; }

    /// <summary>Threads within one operator, 0 to 1024; 0 (default) is ONNX Runtime's choice, one per core.</summary>
    public int Threads { get; init; }

    /// <summary>How far the graph may be rewritten; everything by default, as in ONNX Runtime.</summary>
    public OptimizationLevel Optimization { get; init; } = OptimizationLevel.All;

    /// <summary>What the axes of the cut tensors mean; null (default): rank 3 is tokens (N, T, D), anything else is channels first, as ONNX has it.</summary>
    public AxisOrder? Order { get; init; }

    internal void Validate()
    {
        if (!Enum.IsDefined(Provider) || !Enum.IsDefined(Optimization) || (Order is AxisOrder order && !Enum.IsDefined(order)))
        {
            throw new ArgumentException($"Provider {Provider}, optimization {Optimization} or axis order {Order} is none that there is.");
        }

        if (Threads is < 0 or > 1024)
        {
            throw new ArgumentException($"Threads is {Threads}; it may be 0 (the runtime's choice) to 1024.");
        }

        if (Device is < 0 or > 255)
        {
            throw new ArgumentException($"Device is {Device}; it may be 0 to 255.");
        }
    }
}
