namespace VideoFeat.Comparison.Results;

/// <summary>Errors and bits by channel for one item, codec and point.</summary>
public sealed record ChannelMap
{
    /// <summary><see cref="ComparedItem.Id"/>.</summary>
    public required string Item { get; init; }

    /// <summary><see cref="ComparedCodec.Name"/>.</summary>
    public required string Codec { get; init; }

    /// <summary><see cref="ComparedPoint.Name"/>.</summary>
    public required string Point { get; init; }

    /// <summary>Index into <see cref="ComparedItem.Tensors"/>.</summary>
    public required int Tensor { get; init; }

    /// <summary>Mean squared error of each channel.</summary>
    public required IReadOnlyList<double> Mse { get; init; }

    /// <summary>Largest error of each channel.</summary>
    public required IReadOnlyList<double> MaxError { get; init; }

    /// <summary>First-order entropy of each channel's codes in bits per element: an estimate, as no coder tells its bits channel by channel.</summary>
    public required IReadOnlyList<double> EntropyBits { get; init; }
}
