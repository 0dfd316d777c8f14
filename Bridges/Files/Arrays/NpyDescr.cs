using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>NumPy's names of element types: byte order (&lt; little, &gt; big, | none), kind, bytes.</summary>
internal static class NpyDescr
{
    public static string Of(ElementType type) => type switch
    {
        ElementType.Float32 => "<f4",
        ElementType.Float16 => "<f2",
        ElementType.BFloat16 => "bfloat16",
        ElementType.Int8 => "|i1",
        ElementType.UInt8 => "|u1",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type of the feature header (1..5)."),
    };

    public static StoredElements Parse(string descr, string source, ArrayReadOptions options)
    {
        if (descr == "bfloat16")
        {
            return StoredElements.LittleEndian(ElementType.BFloat16);
        }

        bool hasOrder = descr.Length > 0 && descr[0] is '<' or '>' or '|';
        bool bigEndian = hasOrder && descr[0] == '>';
        string kind = hasOrder ? descr[1..] : descr;
        bool isWide = hasOrder && descr[0] != '|';
        return kind switch
        {
            "f4" when isWide => new StoredElements(ElementType.Float32, 4, bigEndian),
            "f2" when isWide => new StoredElements(ElementType.Float16, 2, bigEndian),
            "f8" when isWide => StoredElements.Float64(bigEndian, $"'{descr}'", source, options),
            "i1" when hasOrder => StoredElements.LittleEndian(ElementType.Int8),
            "u1" when hasOrder => StoredElements.LittleEndian(ElementType.UInt8),
            "b1" => throw Refused("bool"),
            "V2" => throw new FeatureFormatException(
                $"{source}: dtype '{descr}' is two raw bytes, as NumPy writes bfloat16 without its name. Save it as float32, or in .safetensors, which names BF16."),
            "f16" => throw Refused("a long double"),
            "c8" or "c16" or "c32" => throw Refused("complex"),
            ['i' or 'u', .. string bytes] when bytes is "2" or "4" or "8" => throw Refused("a wide integer"),
            ['U' or 'S', ..] => throw Refused("text"),
            ['O', ..] => throw Refused("Python objects"),
            _ => throw Refused("not known"),
        };

        FeatureFormatException Refused(string what) => new($"{source}: dtype {Printable.Quoted(descr)} is {what}; {StoredElements.Carried}.");
    }
}
