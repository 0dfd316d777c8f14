using Microsoft.ML.OnnxRuntime.Tensors;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>ONNX element types and those of feature tensors.</summary>
internal static class ElementTypeMap
{
    /// <summary>The feature type, or null where features have none like it.</summary>
    public static ElementType? ToFeature(TensorElementType type) => type switch
    {
        TensorElementType.Float => ElementType.Float32,
        TensorElementType.Float16 => ElementType.Float16,
        TensorElementType.BFloat16 => ElementType.BFloat16,
        TensorElementType.Int8 => ElementType.Int8,
        TensorElementType.UInt8 => ElementType.UInt8,
        _ => null,
    };

    public static TensorElementType ToOnnx(ElementType type) => type switch
    {
        ElementType.Float32 => TensorElementType.Float,
        ElementType.Float16 => TensorElementType.Float16,
        ElementType.BFloat16 => TensorElementType.BFloat16,
        ElementType.Int8 => TensorElementType.Int8,
        ElementType.UInt8 => TensorElementType.UInt8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type of features."),
    };

    /// <summary>Bytes of one element; 0 for strings and anything without a fixed size.</summary>
    public static int Size(TensorElementType type) => type switch
    {
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64 or TensorElementType.Complex64 => 8,
        TensorElementType.Complex128 => 16,
        _ => 0,
    };

    /// <summary>The ONNX type of a .NET element.</summary>
    public static TensorElementType Of<T>()
        where T : unmanaged => default(T) switch
        {
            float => TensorElementType.Float,
            double => TensorElementType.Double,
            Half => TensorElementType.Float16,
            byte => TensorElementType.UInt8,
            sbyte => TensorElementType.Int8,
            ushort => TensorElementType.UInt16,
            short => TensorElementType.Int16,
            uint => TensorElementType.UInt32,
            int => TensorElementType.Int32,
            ulong => TensorElementType.UInt64,
            long => TensorElementType.Int64,
            bool => TensorElementType.Bool,
            _ => throw new ArgumentException($"{typeof(T).Name} is no element type of ONNX."),
        };
}
