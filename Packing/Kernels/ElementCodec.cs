using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>Elements of any type to float32 (always exact) and back (to the nearest value of the type, half to even; integers saturate).</summary>
internal static class ElementCodec
{
    /// <summary>Added to a float of -2^21..2^21 it leaves the nearest integer, half to even, in the low bits, in two's complement.</summary>
    private const float SignedRoundingBias = 12582912f;

    /// <summary>Converts <c>floats.Length</c> elements.</summary>
    public static void ToFloats(ElementType type, ReadOnlySpan<byte> elements, Span<float> floats, KernelWidth limit)
    {
        elements = elements[..(floats.Length * type.Size())];
        if (type == ElementType.Float32)
        {
            MemoryMarshal.Cast<byte, float>(elements).CopyTo(floats);
            return;
        }

        switch (KernelWidths.For(floats.Length, limit))
        {
            case KernelWidth.Bits512:
                ToFloats<Floats512>(type, elements, floats);
                break;
            case KernelWidth.Bits256:
                ToFloats<Floats256>(type, elements, floats);
                break;
            case KernelWidth.Bits128:
                ToFloats<Floats128>(type, elements, floats);
                break;
            default:
                for (int i = 0; i < floats.Length; i++)
                {
                    floats[i] = ToFloat(type, elements[(i * type.Size())..]);
                }

                break;
        }
    }

    /// <summary>Converts finite floats; for float32 any.</summary>
    public static void FromFloats(ElementType type, ReadOnlySpan<float> floats, Span<byte> elements, KernelWidth limit)
    {
        elements = elements[..(floats.Length * type.Size())];
        if (type == ElementType.Float32)
        {
            floats.CopyTo(MemoryMarshal.Cast<byte, float>(elements));
            return;
        }

        switch (KernelWidths.For(floats.Length, limit))
        {
            case KernelWidth.Bits512:
                FromFloats<Floats512>(type, floats, elements);
                break;
            case KernelWidth.Bits256:
                FromFloats<Floats256>(type, floats, elements);
                break;
            case KernelWidth.Bits128:
                FromFloats<Floats128>(type, floats, elements);
                break;
            default:
                for (int i = 0; i < floats.Length; i++)
                {
                    FromFloat(type, floats[i], elements[(i * type.Size())..]);
                }

                break;
        }
    }

    /// <summary>One element; the definition of the vector loops.</summary>
    public static float ToFloat(ElementType type, ReadOnlySpan<byte> element) => type switch
    {
        ElementType.Float32 => BitConverter.ToSingle(element),
        ElementType.Float16 => (float)BitConverter.ToHalf(element),
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(element) << 16),
        ElementType.Int8 => (sbyte)element[0],
        _ => element[0],
    };

    /// <summary>One element; the definition of the vector loops.</summary>
    public static void FromFloat(ElementType type, float value, Span<byte> element)
    {
        switch (type)
        {
            case ElementType.Float32:
                BitConverter.TryWriteBytes(element, value);
                break;
            case ElementType.Float16:
                BitConverter.TryWriteBytes(element, (Half)value);
                break;
            case ElementType.BFloat16:
                uint bits = BitConverter.SingleToUInt32Bits(value);
                BitConverter.TryWriteBytes(element, (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
                break;
            default:
                (float low, float high) = IntegerRange(type);
                element[0] = (byte)(int)MathF.Round(Math.Clamp(value, low, high), MidpointRounding.ToEven);
                break;
        }
    }

    private static (float Low, float High) IntegerRange(ElementType type) => type == ElementType.Int8 ? (-128f, 127f) : (0f, 255f);

    // At least one vector; the last one overlaps the one before where the length is no whole number of them.
    private static void ToFloats<TVector>(ElementType type, ReadOnlySpan<byte> elements, Span<float> floats)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        ref byte bytes = ref MemoryMarshal.GetReference(elements);
        ref ushort words = ref Unsafe.As<byte, ushort>(ref bytes);
        ref float to = ref MemoryMarshal.GetReference(floats);
        int last = floats.Length - TVector.Count;
        switch (type)
        {
            case ElementType.Float16:
                for (int i = 0; i < floats.Length; i += TVector.Count)
                {
                    int at = Math.Min(i, last);
                    NarrowFloats.FromHalf(TVector.LoadIntegers(in Unsafe.Add(ref words, at))).Store(ref Unsafe.Add(ref to, at));
                }

                break;
            case ElementType.BFloat16:
                for (int i = 0; i < floats.Length; i += TVector.Count)
                {
                    int at = Math.Min(i, last);
                    NarrowFloats.FromBFloat16(TVector.LoadIntegers(in Unsafe.Add(ref words, at))).Store(ref Unsafe.Add(ref to, at));
                }

                break;
            default:
                // An unsigned byte of 128 and more stands for a negative number 256 below.
                TVector wrap = TVector.Create(type == ElementType.Int8 ? 256f : 0f);
                TVector half = TVector.Create(128f);
                for (int i = 0; i < floats.Length; i += TVector.Count)
                {
                    int at = Math.Min(i, last);
                    TVector value = TVector.Load(in Unsafe.Add(ref bytes, at));
                    TVector.IfLess(value, half, value, value - wrap).Store(ref Unsafe.Add(ref to, at));
                }

                break;
        }
    }

    private static void FromFloats<TVector>(ElementType type, ReadOnlySpan<float> floats, Span<byte> elements)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        ref float from = ref MemoryMarshal.GetReference(floats);
        ref byte bytes = ref MemoryMarshal.GetReference(elements);
        ref ushort words = ref Unsafe.As<byte, ushort>(ref bytes);
        int last = floats.Length - TVector.Count;
        switch (type)
        {
            case ElementType.Float16:
                for (int i = 0; i < floats.Length; i += TVector.Count)
                {
                    int at = Math.Min(i, last);
                    NarrowFloats.ToHalf(TVector.Load(in Unsafe.Add(ref from, at))).StoreLow(ref Unsafe.Add(ref words, at));
                }

                break;
            case ElementType.BFloat16:
                for (int i = 0; i < floats.Length; i += TVector.Count)
                {
                    int at = Math.Min(i, last);
                    NarrowFloats.ToBFloat16(TVector.Load(in Unsafe.Add(ref from, at))).StoreLow(ref Unsafe.Add(ref words, at));
                }

                break;
            default:
                TVector low = TVector.Create(IntegerRange(type).Low);
                TVector high = TVector.Create(IntegerRange(type).High);
                TVector bias = TVector.Create(SignedRoundingBias);
                for (int i = 0; i < floats.Length; i += TVector.Count)
                {
                    int at = Math.Min(i, last);
                    TVector value = TVector.Min(TVector.Max(TVector.Load(in Unsafe.Add(ref from, at)), low), high);
                    (value + bias).StoreLow(ref Unsafe.Add(ref bytes, at));
                }

                break;
        }
    }
}
