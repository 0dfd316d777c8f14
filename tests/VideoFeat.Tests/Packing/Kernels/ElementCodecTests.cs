using VideoFeat.Packing;
using VideoFeat.Packing.Kernels;
using VideoFeat.Tests.Infrastructure;

namespace VideoFeat.Tests.Packing.Kernels;

public class ElementCodecTests
{
    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Every_pattern_of_a_narrow_type_becomes_the_float_that_it_is(int width)
    {
        byte[] patterns = new byte[131072];
        for (int i = 0; i < 65536; i++)
        {
            BitConverter.TryWriteBytes(patterns.AsSpan(i * 2), (ushort)i);
        }

        float[] floats = new float[65536];
        ElementCodec.ToFloats(ElementType.Float16, patterns, floats, (KernelWidth)width);
        Assert.Equal(Enumerable.Range(0, 65536).Select(i => Bits((float)BitConverter.UInt16BitsToHalf((ushort)i), quiet: true)), floats.Select(f => Bits(f, quiet: true)));
        ElementCodec.ToFloats(ElementType.BFloat16, patterns, floats, (KernelWidth)width);
        Assert.Equal(Enumerable.Range(0, 65536).Select(i => (uint)i << 16), floats.Select(f => Bits(f)));
        foreach (ElementType type in new[] { ElementType.Int8, ElementType.UInt8 })
        {
            byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
            ElementCodec.ToFloats(type, bytes, floats.AsSpan(0, 256), (KernelWidth)width);
            Assert.Equal(bytes.Select(b => type == ElementType.Int8 ? (sbyte)b : (float)b), floats[..256]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Floats_become_the_nearest_value_of_the_type(int width)
    {
        Random random = Seeds.Random(width);
        float[] floats = [.. Enumerable.Range(0, 60_000).Select(i => i % 3 == 0
            ? BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))
            : (random.NextSingle() - 0.5f) * MathF.Pow(2, random.Next(-30, 18))).Where(float.IsFinite)];

        // Values half way between two halves, denormals included, and their neighbours.
        floats = [.. floats, .. Enumerable.Range(0, 0x7BFF).SelectMany(i =>
        {
            float middle = (float)(((double)BitConverter.UInt16BitsToHalf((ushort)i) + (double)BitConverter.UInt16BitsToHalf((ushort)(i + 1))) / 2);
            return new[] { middle, -middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle) };
        }), 65504, 65519.996f, 65520, 1e9f];
        byte[] elements = new byte[floats.Length * 2];
        ElementCodec.FromFloats(ElementType.Float16, floats, elements, (KernelWidth)width);
        Assert.Equal(floats.Select(f => BitConverter.HalfToUInt16Bits((Half)f)), Enumerable.Range(0, floats.Length).Select(i => BitConverter.ToUInt16(elements, i * 2)));

        float[] moderate = [.. floats.Where(f => MathF.Abs(f) < 1e38f)];
        ElementCodec.FromFloats(ElementType.BFloat16, moderate, elements, (KernelWidth)width);
        for (int i = 0; i < moderate.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(moderate[i]);
            uint rest = bits & 0xFFFF;
            uint up = rest > 0x8000 || (rest == 0x8000 && ((bits >> 16) & 1) == 1) ? 1u : 0;
            Assert.Equal((ushort)((bits >> 16) + up), BitConverter.ToUInt16(elements, i * 2));
        }

        foreach (ElementType type in new[] { ElementType.Int8, ElementType.UInt8 })
        {
            (float low, float high) = type == ElementType.Int8 ? (-128f, 127f) : (0f, 255f);
            float[] near = [.. floats.Where(f => MathF.Abs(f) < 1000), .. Enumerable.Range(-600, 1200).Select(i => i / 2f), -0.50000006f, 0.49999997f];
            ElementCodec.FromFloats(type, near, elements.AsSpan(0, near.Length), (KernelWidth)width);
            Assert.Equal(near.Select(f => (byte)(int)Math.Round(Math.Clamp(f, low, high), MidpointRounding.ToEven)), elements[..near.Length]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Every_length_stays_within_its_memory(int width)
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            for (int length = 0; length <= 70; length++)
            {
                using var elements = new GuardedMemory<byte>(length * type.Size());
                using var floats = new GuardedMemory<float>(length);
                for (int i = 0; i < length; i++)
                {
                    ElementCodec.FromFloat(type, i, elements.GetSpan()[(i * type.Size())..]);
                }

                byte[] before = elements.GetSpan().ToArray();
                ElementCodec.ToFloats(type, elements.GetSpan(), floats.GetSpan(), (KernelWidth)width);
                Assert.Equal(Enumerable.Range(0, length).Select(i => (float)i), floats.GetSpan().ToArray());
                elements.GetSpan().Clear();
                ElementCodec.FromFloats(type, floats.GetSpan(), elements.GetSpan(), (KernelWidth)width);
                Assert.Equal(before, elements.GetSpan().ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths.Here), MemberType = typeof(Widths))]
    public void Transposing_moves_every_sample_and_touches_no_other(int width)
    {
        for (int rows = 1; rows <= 40; rows += 3)
        {
            for (int columns = 1; columns <= 40; columns += 5)
            {
                Transpose<byte>((KernelWidth)width, rows, columns);
                Transpose<ushort>((KernelWidth)width, rows, columns);
            }
        }
    }

    private static void Transpose<TSample>(KernelWidth width, int rows, int columns)
        where TSample : unmanaged, System.Numerics.IBinaryInteger<TSample>
    {
        TSample[] source = [.. Enumerable.Range(0, rows * (columns + 3)).Select(TSample.CreateTruncating)];
        TSample[] destination = new TSample[columns * (rows + 2)];
        TSample mark = TSample.CreateTruncating(0xEEEE);
        Array.Fill(destination, mark);
        TransposeKernel.Run<TSample>(source, columns + 3, destination, rows + 2, rows, columns, width);
        for (int i = 0; i < destination.Length; i++)
        {
            (int c, int r) = Math.DivRem(i, rows + 2);
            Assert.Equal(r < rows ? source[(r * (columns + 3)) + c] : mark, destination[i]);
        }
    }

    /// <summary>A float's bits; of a NaN only that it is one, as converting may set the quiet bit.</summary>
    private static uint Bits(float value, bool quiet = false) => quiet && float.IsNaN(value) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(value);
}
