using System.Numerics;
using System.Runtime.CompilerServices;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>Tiles of tensors whose channels are interleaved (NHWC), in blocks of 64 channels by 64 positions that are transposed as codes within the
/// first-level cache.</summary>
internal static class InterleavedTiles
{
    private const int Positions = 64;

    [SkipLocalsInit]
    public static void Pack<TSample>(
        TensorSlice source, TensorRegion map, QuantizerParameters parameters, int maxCode, Span<TSample> plane, int stride, int first, int count,
        KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        Span<float> scratch = stackalloc float[ScaleBlock.Channels];
        Span<TSample> codes = stackalloc TSample[Positions * ScaleBlock.Channels];
        Span<TSample> line = stackalloc TSample[Positions];
        var block = new ScaleBlock(stackalloc float[ScaleBlock.Floats]);
        int elements = source.Geometry.ChannelElements;
        int width = map.Region.TileWidth;
        for (int c = first; c < first + count; c += ScaleBlock.Channels)
        {
            block.Load(parameters, maxCode, c, Math.Min(ScaleBlock.Channels, first + count - c));
            for (int start = 0; start < elements; start += Positions)
            {
                int positions = Math.Min(Positions, elements - start);
                for (int p = 0; p < positions; p++)
                {
                    ReadOnlySpan<float> values = source.Read(((start + p) * source.Geometry.Channels) + c, block.Count, scratch);
                    InterleavedKernel.Quantize(values, codes.Slice(p * ScaleBlock.Channels, block.Count), block, maxCode, limit);
                }

                for (int j = 0; j < block.Count; j++)
                {
                    for (int p = 0; p < positions; p++)
                    {
                        line[p] = codes[(p * ScaleBlock.Channels) + j];
                    }

                    Tile tile = map.TileAt(c + j);
                    for (int done = 0; done < positions;)
                    {
                        (int row, int column) = Math.DivRem(start + done, width);
                        int run = Math.Min(positions - done, width - column);
                        line.Slice(done, run).CopyTo(plane[(((tile.Y + row) * stride) + tile.X + column)..]);
                        done += run;
                    }
                }
            }
        }
    }

    [SkipLocalsInit]
    public static void Unpack<TSample>(
        ReadOnlySpan<TSample> plane, int stride, int first, int count, TensorRegion map, QuantizerParameters parameters, int maxCode,
        TensorSlice destination, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        Span<float> scratch = stackalloc float[ScaleBlock.Channels];
        Span<TSample> codes = stackalloc TSample[Positions * ScaleBlock.Channels];
        Span<TSample> line = stackalloc TSample[Positions];
        var block = new ScaleBlock(stackalloc float[ScaleBlock.Floats]);
        int elements = destination.Geometry.ChannelElements;
        int width = map.Region.TileWidth;
        for (int c = first; c < first + count; c += ScaleBlock.Channels)
        {
            block.Load(parameters, maxCode, c, Math.Min(ScaleBlock.Channels, first + count - c));
            for (int start = 0; start < elements; start += Positions)
            {
                int positions = Math.Min(Positions, elements - start);
                for (int j = 0; j < block.Count; j++)
                {
                    Tile tile = map.TileAt(c + j);
                    for (int done = 0; done < positions;)
                    {
                        (int row, int column) = Math.DivRem(start + done, width);
                        int run = Math.Min(positions - done, width - column);
                        plane.Slice(((tile.Y + row) * stride) + tile.X + column, run).CopyTo(line[done..]);
                        done += run;
                    }

                    for (int p = 0; p < positions; p++)
                    {
                        codes[(p * ScaleBlock.Channels) + j] = line[p];
                    }
                }

                for (int p = 0; p < positions; p++)
                {
                    Span<float> values = scratch[..block.Count];
                    InterleavedKernel.Dequantize(codes.Slice(p * ScaleBlock.Channels, block.Count), values, block, maxCode, limit);
                    destination.Write(((start + p) * destination.Geometry.Channels) + c, values);
                }
            }
        }
    }
}
