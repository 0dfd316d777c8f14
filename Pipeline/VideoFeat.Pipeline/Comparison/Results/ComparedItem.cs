namespace VideoFeat.Comparison.Results;

/// <summary>One thing that was coded: the tensors of one time step, or a sequence of them.</summary>
public sealed record ComparedItem
{
    /// <summary>Its name, unique in the results.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 over names, shapes and elements, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Feature sets: 1, or the length of a sequence.</summary>
    public required int Sets { get; init; }

    /// <summary>The tensors of a set: name and shape, batch axis left out.</summary>
    public required IReadOnlyList<ItemTensor> Tensors { get; init; }

    /// <summary>Elements of all sets together; padding does not count.</summary>
    public required long Elements { get; init; }

    /// <summary>The least element.</summary>
    public required double Minimum { get; init; }

    /// <summary>The largest element.</summary>
    public required double Maximum { get; init; }

    /// <summary>True where a label is known.</summary>
    public bool Labelled { get; init; }

    /// <summary>The item's name in the plan where several go together; empty where none is given.</summary>
    public string Group { get; init; } = "";
}

/// <summary>One tensor of an item.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Shape">Sizes, channels first: C,H,W.</param>
public sealed record ItemTensor(string Name, IReadOnlyList<int> Shape);
