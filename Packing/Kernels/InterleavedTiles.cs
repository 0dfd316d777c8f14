using System.Numerics;
using System.Runtime.CompilerServices;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>Tiles of tensors whose channels are interleaved (NHWC), in blocks of 64 channels by 64 positions that are transposed as codes within the
/// first-level cache. Only for tensors whose tile t is the whole of channel t.</summary>
internal static class InterleavedTiles
{
    private const int Positions = 64;

    [SkipLocalsInit]
    public static void Pack<TSample>(
        TensorSlice source, TensorRegion map, QuantizerParameters parameters, int maxCode, Span<TSample> plane, int stride, int first, int count,
        KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        Span<float> scratch = stackalloc float[Positions * ScaleBlock.Channels];
        Span<TSample> codes = stackalloc TSample[Positions * ScaleBlock.Channels];
        Span<TSample> lines = stackalloc TSample[Positions * ScaleBlock.Channels];
        Span<int> tiles = stackalloc int[ScaleBlock.Channels];
        var block = new ScaleBlock(stackalloc float[ScaleBlock.Floats]);
        int elements = source.Geometry.ChannelElements;
        int width = map.Region.TileWidth;
        for (int c = first; c < first + count; c += ScaleBlock.Channels)
        {
            block.Load(parameters, maxCode, c, Math.Min(ScaleBlock.Channels, first + count - c));
            Offsets(map, c, stride, tiles[..block.Count]);
            for (int start = 0; start < elements; start += Positions)
            {
                int positions = Math.Min(Positions, elements - start);
                ReadOnlySpan<float> values = source.ReadPositions(start, positions, c, block.Count, scratch, out int valueStride);
                InterleavedKernel.Quantize(values, valueStride, codes, positions, block, maxCode, limit);
                TransposeKernel.Run<TSample>(codes, ScaleBlock.Channels, lines, Positions, positions, block.Count, limit);
                for (int done = 0; done < positions;)
                {
                    (int row, int column) = Math.DivRem(start + done, width);
                    int run = Math.Min(positions - done, width - column);
                    for (int j = 0; j < tiles.Length && j < block.Count; j++)
                    {
                        lines.Slice((j * Positions) + done, run).CopyTo(plane[(tiles[j] + (row * stride) + column)..]);
                    }

                    done += run;
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
        Span<float> scratch = stackalloc float[Positions * ScaleBlock.Channels];
        Span<TSample> codes = stackalloc TSample[Positions * ScaleBlock.Channels];
        Span<TSample> lines = stackalloc TSample[Positions * ScaleBlock.Channels];
        Span<int> tiles = stackalloc int[ScaleBlock.Channels];
        var block = new ScaleBlock(stackalloc float[ScaleBlock.Floats]);
        int elements = destination.Geometry.ChannelElements;
        int width = map.Region.TileWidth;
        for (int c = first; c < first + count; c += ScaleBlock.Channels)
        {
            block.Load(parameters, maxCode, c, Math.Min(ScaleBlock.Channels, first + count - c));
            Offsets(map, c, stride, tiles[..block.Count]);
            for (int start = 0; start < elements; start += Positions)
            {
                int positions = Math.Min(Positions, elements - start);
                for (int done = 0; done < positions;)
                {
                    (int row, int column) = Math.DivRem(start + done, width);
                    int run = Math.Min(positions - done, width - column);
                    for (int j = 0; j < tiles.Length && j < block.Count; j++)
                    {
                        plane.Slice(tiles[j] + (row * stride) + column, run).CopyTo(lines[((j * Positions) + done)..]);
                    }

                    done += run;
                }

                TransposeKernel.Run<TSample>(lines, Positions, codes, ScaleBlock.Channels, block.Count, positions, limit);
                Span<float> values = destination.PositionsOf(start, positions, c, block.Count, scratch, out int valueStride);
                InterleavedKernel.Dequantize(codes, values, valueStride, positions, block, maxCode, limit);
                destination.WritePositions(start, positions, c, block.Count, scratch);
            }
        }
    }

    /// <summary>Where in the plane each channel's tile begins.</summary>
    private static void Offsets(TensorRegion map, int firstChannel, int stride, Span<int> tiles)
    {
        for (int j = 0; j < tiles.Length; j++)
        {
            Tile tile = map.TileAt(firstChannel + j);
            tiles[j] = (tile.Y * stride) + tile.X;
        }
    }
}
