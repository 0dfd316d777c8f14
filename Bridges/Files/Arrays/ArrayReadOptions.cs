using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>How array files are read: what their axes mean, and what is refused before memory is taken for it.</summary>
public sealed record ArrayReadOptions
{
    /// <summary>Default options.</summary>
    public static ArrayReadOptions Default { get; } = new();

    /// <summary>What the axes mean; array files do not say. Default: channels first.</summary>
    public AxisOrder Order { get; init; } = AxisOrder.ChannelsFirst;

    /// <summary>True: float64 arrays are rounded to float32 (to nearest, half to even); false, the default: they are refused by name.</summary>
    public bool ConvertFloat64 { get; init; }

    /// <summary>Most bytes of a header (the dictionary of .npy, the JSON of .safetensors). Default 16 MiB; ours take about 100 bytes a tensor.</summary>
    public int MaxHeaderBytes { get; init; } = 16 << 20;

    /// <summary>Most bytes of one tensor in memory. Default and ceiling: the longest array of .NET, 2,147,483,591.</summary>
    public int MaxTensorBytes { get; init; } = Array.MaxLength;

    /// <summary>Most bytes of all tensors of one set in memory. Default 8 GiB.</summary>
    public long MaxSetBytes { get; init; } = 8L << 30;

    /// <summary>Tensors of at least so many bytes are mapped into memory instead of read, where the file stores them just as they are needed. Default 64 MiB.</summary>
    public long MapFromBytes { get; init; } = 64L << 20;
}
