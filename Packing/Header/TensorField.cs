namespace VideoFeat.Packing.Header;

/// <summary>The field that names a tensor: in configurations and in profiles.</summary>
internal static class TensorField
{
    // | element type, u8 | axis order, u8 | rank, u8 | rank x varint dimension | text name |
    public static void Write(FieldWriter field, TensorSpec tensor)
    {
        field.Byte((byte)tensor.Type).Byte((byte)tensor.Order).Byte((byte)tensor.Shape.Rank);
        foreach (int dimension in tensor.Shape.Span)
        {
            field.Varint(dimension);
        }

        field.Text(tensor.Name, HeaderFormat.MaxNameBytes, "tensor name");
    }

    /// <summary>What is wrong, or null and the tensor.</summary>
    public static string? Read(FieldReader value, int index, out TensorSpec? tensor)
    {
        tensor = null;
        var type = (ElementType)value.Byte();
        var order = (AxisOrder)value.Byte();
        int rank = value.Byte();
        if (rank is < 1 or > TensorShape.MaxRank)
        {
            return $"tensor: rank is {rank}; allowed are 1..{TensorShape.MaxRank}.";
        }

        Span<int> dimensions = stackalloc int[rank];
        foreach (ref int dimension in dimensions)
        {
            dimension = value.Int();
        }

        string name = value.Text(HeaderFormat.MaxNameBytes);
        if (!value.Done)
        {
            return $"tensor: the field of tensor {index} is damaged.";
        }

        if (!TensorShape.TryCreate(dimensions, out TensorShape shape, out string? fault))
        {
            return $"tensor: {fault}";
        }

        tensor = new TensorSpec(name, type, shape, order);
        return null;
    }
}
