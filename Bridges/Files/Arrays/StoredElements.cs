using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>How a file stores elements: the type that they become, the bytes of one in the file (8 for float64), and their byte order.</summary>
internal readonly record struct StoredElements(ElementType Type, int Bytes, bool BigEndian)
{
    public const string Carried = "float32, float16, bfloat16, int8 and uint8 are carried";

    public bool IsFloat64 => Bytes == 8;

    public static StoredElements LittleEndian(ElementType type) => new(type, type.Size(), false);

    public static StoredElements Float64(bool bigEndian, string dtype, string source, ArrayReadOptions options) => options.ConvertFloat64
        ? new StoredElements(ElementType.Float32, 8, bigEndian)
        : throw new FeatureFormatException($"{source}: dtype {dtype} is float64; {Carried}. Save it as float32, or allow the conversion (--float64).");
}
