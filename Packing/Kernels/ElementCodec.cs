using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>Elements of any type to float32 (always exact) and back (to the nearest value of the type, half to even; integers saturate).</summary>
internal static class ElementCodec
{
    /// <summary>Converts <c>floats.Length</c> elements.</summary>
    public static void ToFloats(ElementType type, ReadOnlySpan<byte> elements, Span<float> floats)
    {
        switch (type)
        {
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(elements)[..floats.Length].CopyTo(floats);
                break;
            case ElementType.Float16:
                ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(elements)[..floats.Length];
                for (int i = 0; i < floats.Length; i++)
                {
                    floats[i] = (float)halves[i];
                }

                break;
            case ElementType.BFloat16:
                ReadOnlySpan<ushort> tops = MemoryMarshal.Cast<byte, ushort>(elements)[..floats.Length];
                for (int i = 0; i < floats.Length; i++)
                {
                    floats[i] = BitConverter.UInt32BitsToSingle((uint)tops[i] << 16);
                }

                break;
            case ElementType.Int8:
                elements = elements[..floats.Length];
                for (int i = 0; i < floats.Length; i++)
                {
                    floats[i] = (sbyte)elements[i];
                }

                break;
            default:
                elements = elements[..floats.Length];
                for (int i = 0; i < floats.Length; i++)
                {
                    floats[i] = elements[i];
                }

                break;
        }
    }

    /// <summary>Converts finite floats.</summary>
    public static void FromFloats(ElementType type, ReadOnlySpan<float> floats, Span<byte> elements)
    {
        switch (type)
        {
            case ElementType.Float32:
                floats.CopyTo(MemoryMarshal.Cast<byte, float>(elements));
                break;
            case ElementType.Float16:
                Span<Half> halves = MemoryMarshal.Cast<byte, Half>(elements)[..floats.Length];
                for (int i = 0; i < floats.Length; i++)
                {
                    halves[i] = (Half)floats[i];
                }

                break;
            case ElementType.BFloat16:
                Span<ushort> tops = MemoryMarshal.Cast<byte, ushort>(elements)[..floats.Length];
                for (int i = 0; i < floats.Length; i++)
                {
                    uint bits = BitConverter.SingleToUInt32Bits(floats[i]);
                    tops[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
                }

                break;
            default:
                bool signed = type == ElementType.Int8;
                (float low, float high) = signed ? (-128f, 127f) : (0f, 255f);
                elements = elements[..floats.Length];
                for (int i = 0; i < floats.Length; i++)
                {
                    elements[i] = (byte)(int)Math.Round(Math.Clamp(floats[i], low, high), MidpointRounding.ToEven);
                }

                break;
        }
    }
}
