namespace VideoFeat.Packing;

/// <summary>How an element of a tensor is stored. The values are those of the feature header (docs/formats/feature-sei.md).</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32, 4 bytes.</summary>
    Float32 = 1,

    /// <summary>IEEE 754 binary16, 2 bytes.</summary>
    Float16 = 2,

    /// <summary>The upper half of a binary32, 2 bytes.</summary>
    BFloat16 = 3,

    /// <summary>Two's complement, -128..127.</summary>
    Int8 = 4,

    /// <summary>0..255.</summary>
    UInt8 = 5,
}

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float32 => 4,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int8 or ElementType.UInt8 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type of the feature header (1..5)."),
    };

    /// <summary>True for types that can hold fractions, NaN and infinities.</summary>
    public static bool IsFloat(this ElementType type) => type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16;
}
