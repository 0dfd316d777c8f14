namespace VideoFeat.Bridges.Onnx;

/// <summary>Where a tensor of the main graph comes from.</summary>
internal enum ValueSource
{
    Input,
    Weight,
    Node,
}

/// <summary>A named tensor of the main graph.</summary>
internal sealed class OnnxValue(string name, ValueSource source)
{
    public string Name { get; } = name;

    public ValueSource Source { get; } = source;

    /// <summary>Place of the node that writes it in <see cref="OnnxGraph.Nodes"/>; -1 for inputs and weights.</summary>
    public int Producer { get; set; } = -1;

    public bool IsOutput { get; set; }

    /// <summary>True where the value depends on the network's input or on a random draw: what a cut has to carry.</summary>
    public bool Varies { get; set; } = source == ValueSource.Input;
}
