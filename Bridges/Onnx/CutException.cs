namespace VideoFeat.Bridges.Onnx;

/// <summary>A network cannot be cut where it was asked to be. The message says why and, where there is one, names a cut that would do.</summary>
/// <param name="message">What was asked, why it cannot be, what can.</param>
/// <param name="around">Tensors that go round the cut; empty where something else is wrong.</param>
public sealed class CutException(string message, IReadOnlyList<string> around) : ArgumentException(message)
{
    /// <summary>Tensors that go round the cut, in the graph's order; empty where something else is wrong with it.</summary>
    public IReadOnlyList<string> Around { get; } = around;
}
