namespace VideoFeat.Packing;

/// <summary>A tensor of one feature set seen as channels of HxW elements: the view that layouts, quantizers and bridges share.</summary>
/// <param name="Channels">Channels, at least 1.</param>
/// <param name="Height">Rows of a channel; a depth axis is folded into it (slices one below the other).</param>
/// <param name="Width">Elements of a row.</param>
/// <param name="Interleaved">True where the channel axis is the innermost (NHWC): the elements of a channel lie <paramref name="Channels"/> apart.</param>
public readonly record struct ChannelGeometry(int Channels, int Height, int Width, bool Interleaved)
{
    /// <summary>Elements of one channel.</summary>
    public int ChannelElements => Height * Width;

    /// <summary>Elements of the tensor (of one set).</summary>
    public int Elements => Channels * ChannelElements;

    /// <summary>The geometry of one set of <paramref name="spec"/>: the batch axis is left out.</summary>
    /// <exception cref="ArgumentException">The rank does not go with the axis order; the message names the tensor.</exception>
    public static ChannelGeometry Of(TensorSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Fault(spec) is string fault ? throw new ArgumentException(fault, nameof(spec)) : Trusted(spec);
    }

    /// <summary>What is wrong with the combination of type, rank and axis order; null where nothing is.</summary>
    internal static string? Fault(TensorSpec spec) => spec switch
    {
        { Shape.Rank: < 1 } => $"Tensor '{spec.Name}' has no shape.",
        { Type: < ElementType.Float32 or > ElementType.UInt8 } => $"Tensor '{spec.Name}' has element type {(int)spec.Type}; the types are 1..5.",
        { Order: < AxisOrder.ChannelsFirst or > AxisOrder.Tokens } => $"Tensor '{spec.Name}' has axis order {(int)spec.Order}; the orders are 1..3.",
        { Order: AxisOrder.Tokens, Shape.Rank: not (2 or 3) } => $"Tensor '{spec.Name}' of tokens has rank {spec.Shape.Rank}; tokens are TD or NTD.",
        _ => null,
    };

    private static ChannelGeometry Trusted(TensorSpec spec)
    {
        ReadOnlySpan<int> d = spec.Shape.Span;
        if (spec.Order == AxisOrder.Tokens)
        {
            return new(1, d[^2], d[^1], false);
        }

        bool last = spec.Order == AxisOrder.ChannelsLast;
        return d.Length switch
        {
            1 => new(1, 1, d[0], false),
            2 => new(1, d[0], d[1], false),
            3 or 4 when last => new(d[^1], d[^3], d[^2], d[^1] > 1),
            3 or 4 => new(d[^3], d[^2], d[^1], false),
            _ when last => new(d[4], d[1] * d[2], d[3], d[4] > 1),
            _ => new(d[1], d[2] * d[3], d[4], false),
        };
    }
}
