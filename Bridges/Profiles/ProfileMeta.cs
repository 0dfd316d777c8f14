using VideoFeat.Packing;

namespace VideoFeat.Bridges.Profiles;

/// <summary>What a profile was calibrated for.</summary>
public sealed record ProfileMeta
{
    /// <summary>The tensors of a feature set, batch axis 1, 1 to 255 of them, each of a name of its own.</summary>
    public required IReadOnlyList<TensorSpec> Tensors { get; init; }

    /// <summary>SHA-256 of the network's file, 32 bytes, or empty where it is not known.</summary>
    public ReadOnlyMemory<byte> ModelHash { get; init; }

    /// <summary>Where the network was cut; UTF-8 of at most 255 bytes; may be empty.</summary>
    public string CutName { get; init; } = "";

    /// <summary>What made it, and of how much; UTF-8 of at most 255 bytes; may be empty.</summary>
    public string CreatedBy { get; init; } = "";
}
