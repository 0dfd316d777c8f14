namespace VideoFeat.Bridges.Onnx;

/// <summary>What a survey of cuts looks at.</summary>
public sealed record CutListOptions
{
    /// <summary>The most tensors of one cut, 1 to 16; 1 (default) lists single tensors. Larger sets are those of the file's own node order.</summary>
    public int MaxTensors { get; init; } = 1;

    /// <summary>Shapes for inputs that leave sizes open, by name. Without one an open batch is 1 and other open sizes stay unknown.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> InputShapes { get; init; } = new Dictionary<string, IReadOnlyList<long>>();

    internal void Validate()
    {
        if (MaxTensors is < 1 or > 16)
        {
            throw new ArgumentException($"MaxTensors is {MaxTensors}; it may be 1 to 16.");
        }
    }
}
