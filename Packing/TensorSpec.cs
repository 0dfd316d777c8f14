namespace VideoFeat.Packing;

/// <summary>What a tensor is, without its values: what both ends must know to code it.</summary>
/// <param name="Name">Name within its feature set, unique there; UTF-8 of at most 255 bytes; may be empty.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Shape, batch axis included where the rank has one.</param>
/// <param name="Order">What the axes mean.</param>
public sealed record TensorSpec(string Name, ElementType Type, TensorShape Shape, AxisOrder Order = AxisOrder.ChannelsFirst)
{
    /// <summary>Bytes of all elements.</summary>
    public long ByteLength => (long)Shape.Elements * Type.Size();

    /// <summary>N of the batch axis (rank 4 and 5, and rank 3 of <see cref="AxisOrder.Tokens"/>); 1 where there is none.</summary>
    public int Batch => HasBatchAxis ? Shape[0] : 1;

    /// <summary>True where axis 0 is the batch axis.</summary>
    public bool HasBatchAxis => Shape.Rank >= 4 || (Order == AxisOrder.Tokens && Shape.Rank == 3);

    /// <summary>The same tensor with a batch of one: what one feature set carries. Itself where there is no batch axis.</summary>
    public TensorSpec SingleSet => Batch == 1 ? this : this with { Shape = Shape.With(0, 1) };

    /// <inheritdoc/>
    public override string ToString() => $"{(Name.Length == 0 ? "tensor" : Name)} {Type} {Shape} {Order}";
}
