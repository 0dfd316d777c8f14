using System.Runtime.InteropServices;
using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>How far the finite values of an item reach.</summary>
/// <param name="OfItem">Largest less smallest finite value of all its elements; 0 where there are none.</param>
/// <param name="OfTensor">The same of the tensor where it is largest.</param>
internal readonly record struct ItemRange(double OfItem, double OfTensor)
{
    public static ItemRange Of(FeatureSet set)
    {
        (double low, double high, double widest) = (double.PositiveInfinity, double.NegativeInfinity, 0);
        foreach (FeatureTensor tensor in set)
        {
            (double min, double max) = Ends(tensor);
            (low, high) = (Math.Min(low, min), Math.Max(high, max));
            widest = Math.Max(widest, max - min);
        }

        return high < low ? default : new ItemRange(high - low, Math.Max(widest, 0));
    }

    private static (double Min, double Max) Ends(FeatureTensor tensor) => tensor.Type switch
    {
        ElementType.Float32 => Ends(tensor.Floats, v => v),
        ElementType.Float16 => Ends(MemoryMarshal.Cast<byte, Half>(tensor.Bytes), v => (float)v),
        ElementType.BFloat16 => Ends(MemoryMarshal.Cast<byte, ushort>(tensor.Bytes), v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        ElementType.Int8 => Ends(MemoryMarshal.Cast<byte, sbyte>(tensor.Bytes), v => v),
        _ => Ends<byte>(tensor.Bytes, v => v),
    };

    private static (double Min, double Max) Ends<T>(ReadOnlySpan<T> values, Func<T, float> value)
    {
        (float min, float max) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (T each in values)
        {
            float v = value(each);
            if (float.IsFinite(v))
            {
                min = Math.Min(min, v);
                max = Math.Max(max, v);
            }
        }

        return (min, max);
    }
}
