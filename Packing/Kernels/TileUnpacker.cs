using System.Numerics;
using System.Runtime.CompilerServices;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>One tensor's tiles out of one frame. <see cref="TilePacker"/> is the mirror.</summary>
internal static class TileUnpacker
{
    public static void Unpack<TSample>(
        ReadOnlySpan<TSample> plane, int stride, int frame, TensorRegion map, QuantizerParameters parameters, int maxCode, TensorSlice destination,
        KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        (int first, int count) = map.TilesIn(frame);
        if (destination.Geometry.Interleaved && map.OneTileAChannelInOrder)
        {
            InterleavedTiles.Unpack(plane, stride, first, count, map, parameters, maxCode, destination, limit);
        }
        else
        {
            Planar(plane, stride, first, count, map, parameters, maxCode, destination, limit);
        }
    }

    [SkipLocalsInit]
    private static void Planar<TSample>(
        ReadOnlySpan<TSample> plane, int stride, int first, int count, TensorRegion map, QuantizerParameters parameters, int maxCode,
        TensorSlice destination, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        Span<float> scratch = stackalloc float[TensorSlice.ChunkLength];
        int width = map.Region.TileWidth;
        int rowsAtOnce = Math.Max(1, destination.LongestRun / width);
        for (int t = first; t < first + count; t++)
        {
            Tile tile = map.TileAt(t);
            var scale = new ChannelScale(parameters[tile.Channel], maxCode);
            for (int done = 0; done < tile.Count;)
            {
                int column = done % width;
                int wanted = Math.Min(destination.LongestRun, (int)Math.Min(((long)rowsAtOnce * width) - column, tile.Count - done));
                Span<float> run = destination.RunOf(tile.Channel, tile.Start + done, wanted, scratch);
                ReadOnlySpan<TSample> from = plane[(((tile.Y + (done / width)) * stride) + tile.X + column)..];
                int whole = run.Length / width * width;
                DequantizeKernel.Rows(from, stride, run[..whole], width, scale, limit);
                if (whole < run.Length)
                {
                    DequantizeKernel.Run(from[(whole / width * stride)..], run[whole..], scale, limit);
                }

                destination.WriteChannel(tile.Channel, tile.Start + done, run);
                done += run.Length;
            }
        }
    }
}
