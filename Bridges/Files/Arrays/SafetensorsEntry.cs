using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>One tensor of a .safetensors header.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Dtype">Element type as the file names it.</param>
/// <param name="Shape">Dimensions, unchecked.</param>
/// <param name="Begin">First byte, counted from the start of the data.</param>
/// <param name="End">Byte after the last.</param>
internal sealed record SafetensorsEntry(string Name, string Dtype, long[] Shape, long Begin, long End)
{
    public static string DtypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type of the feature header (1..5)."),
    };

    /// <summary>What it becomes, checked against the bytes that it has.</summary>
    /// <exception cref="FeatureFormatException">Type or shape are not carried, or do not fit the bytes.</exception>
    public (TensorSpec Spec, StoredElements Elements) Check(string source, ArrayReadOptions options)
    {
        StoredElements elements = Dtype switch
        {
            "F32" => StoredElements.LittleEndian(ElementType.Float32),
            "F16" => StoredElements.LittleEndian(ElementType.Float16),
            "BF16" => StoredElements.LittleEndian(ElementType.BFloat16),
            "I8" => StoredElements.LittleEndian(ElementType.Int8),
            "U8" => StoredElements.LittleEndian(ElementType.UInt8),
            "F64" => StoredElements.Float64(false, "F64", source, options),
            _ => throw new FeatureFormatException($"{source}: dtype {Printable.Text(Dtype)} is not carried; {StoredElements.Carried}."),
        };
        TensorSpec spec = ArrayShape.Spec(source, Name, Shape, elements, options);
        long bytes = (long)spec.Shape.Elements * elements.Bytes;
        return End - Begin == bytes
            ? (spec, elements)
            : throw new FeatureFormatException($"{source}: shape {spec.Shape} of {Dtype} takes {bytes} bytes; its range holds {End - Begin}.");
    }
}
