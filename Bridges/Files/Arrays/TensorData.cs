using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Reads elements as a file stores them into a tensor: little-endian, C order, float64 rounded to float32.</summary>
internal static class TensorData
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Rents a tensor and fills it; the caller owns it. Sizes were checked when <paramref name="spec"/> was made.</summary>
    /// <exception cref="FeatureFormatException">The stream ends early, or float64 values lie beyond float32.</exception>
    public static FeatureTensor Read(Stream stream, string source, TensorSpec spec, StoredElements elements, bool fortranOrder = false)
    {
        FeatureTensor tensor = FeatureTensor.Rent(spec);
        try
        {
            if (elements.IsFloat64)
            {
                ReadFloat64(stream, source, tensor, elements.BigEndian);
            }
            else
            {
                Fill(stream, source, tensor.Bytes, 0, tensor.Bytes.Length);
                if (elements.BigEndian)
                {
                    Reverse(tensor.Bytes, elements.Bytes);
                }
            }

            if (!fortranOrder || spec.Shape.Rank == 1)
            {
                return tensor;
            }

            FeatureTensor ordered = FeatureTensor.Rent(spec);
            FortranOrder.ToC(tensor.Bytes, ordered.Bytes, spec.Shape, spec.Type.Size());
            tensor.Dispose();
            return ordered;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static void Fill(Stream stream, string source, Span<byte> target, long before, long total)
    {
        int got = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (got < target.Length)
        {
            throw new FeatureFormatException($"{source}: the elements take {total} bytes; the data ends after {before + got} (truncated).");
        }
    }

    private static void Reverse(Span<byte> bytes, int elementBytes)
    {
        if (elementBytes == 2)
        {
            Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
            BinaryPrimitives.ReverseEndianness(halves, halves);
        }
        else if (elementBytes == 4)
        {
            Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    private static void ReadFloat64(Stream stream, string source, FeatureTensor tensor, bool bigEndian)
    {
        Span<float> floats = tensor.Floats;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long beyond = 0;
            for (int done = 0; done < floats.Length;)
            {
                int count = Math.Min(ChunkBytes / sizeof(double), floats.Length - done);
                Span<byte> bytes = chunk.AsSpan(0, count * sizeof(double));
                Fill(stream, source, bytes, (long)done * sizeof(double), (long)floats.Length * sizeof(double));
                for (int i = 0; i < count; i++)
                {
                    ReadOnlySpan<byte> element = bytes[(i * sizeof(double))..];
                    double value = bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(element) : BinaryPrimitives.ReadDoubleLittleEndian(element);
                    float rounded = (float)value;
                    beyond += float.IsInfinity(rounded) && double.IsFinite(value) ? 1 : 0;
                    floats[done + i] = rounded;
                }

                done += count;
            }

            if (beyond > 0)
            {
                throw new FeatureFormatException($"{source}: {beyond} of {floats.Length} float64 values lie beyond float32.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
