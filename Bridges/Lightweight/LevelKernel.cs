using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>Values to codes and back by a table. A code is the number of thresholds at or below the value: clipping is part of it.</summary>
internal static class LevelKernel
{
    private const int Lanes = 8;
    private const int Block = 4 * Lanes;

    /// <summary>Quantizes; the vector loop gives what <see cref="Code"/> gives.</summary>
    /// <param name="values">Finite, or infinite.</param>
    /// <param name="thresholds">Rising, at most 255.</param>
    /// <param name="codes">At least as long as the values.</param>
    /// <param name="width">Vectors to use.</param>
    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> thresholds, Span<byte> codes, MixerWidth width)
    {
        codes = codes[..values.Length];
        int start = 0;
        if (width == MixerWidth.Vector256)
        {
            ref float from = ref MemoryMarshal.GetReference(values);
            ref byte to = ref MemoryMarshal.GetReference(codes);
            for (; start <= values.Length - Block; start += Block)
            {
                Step(ref Unsafe.Add(ref from, start), thresholds).StoreUnsafe(ref Unsafe.Add(ref to, start));
            }
        }

        for (int i = start; i < values.Length; i++)
        {
            codes[i] = Code(values[i], thresholds);
        }
    }

    /// <summary>The code of a value: the definition.</summary>
    public static byte Code(float value, ReadOnlySpan<float> thresholds)
    {
        int code = 0;
        foreach (float threshold in thresholds)
        {
            code += value >= threshold ? 1 : 0;
        }

        return (byte)code;
    }

    /// <summary>The values of codes, all below the number of levels.</summary>
    public static void Dequantize(ReadOnlySpan<byte> codes, ReadOnlySpan<float> levels, Span<float> values)
    {
        values = values[..codes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            values[i] = levels[codes[i]];
        }
    }

    // 32 values: each comparison is -1 or 0 in its lane, so that subtracting it counts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Step(ref float from, ReadOnlySpan<float> thresholds)
    {
        Vector256<float> a = Vector256.LoadUnsafe(ref from);
        Vector256<float> b = Vector256.LoadUnsafe(ref from, Lanes);
        Vector256<float> c = Vector256.LoadUnsafe(ref from, 2 * Lanes);
        Vector256<float> d = Vector256.LoadUnsafe(ref from, 3 * Lanes);
        Vector256<int> na = default, nb = default, nc = default, nd = default;
        foreach (float threshold in thresholds)
        {
            Vector256<float> t = Vector256.Create(threshold);
            na -= Vector256.GreaterThanOrEqual(a, t).AsInt32();
            nb -= Vector256.GreaterThanOrEqual(b, t).AsInt32();
            nc -= Vector256.GreaterThanOrEqual(c, t).AsInt32();
            nd -= Vector256.GreaterThanOrEqual(d, t).AsInt32();
        }

        Vector256<short> low = Vector256.Narrow(na, nb), high = Vector256.Narrow(nc, nd);
        return Vector256.Narrow(low, high).AsByte();
    }
}
