using System.Numerics;
using System.Runtime.CompilerServices;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>One tensor's tiles into one frame. <see cref="TileUnpacker"/> is the mirror.</summary>
internal static class TilePacker
{
    public static void Pack<TSample>(
        TensorSlice source, TensorRegion map, QuantizerParameters parameters, int maxCode, Span<TSample> plane, int stride, int frame, KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        (int first, int count) = map.TilesIn(frame);
        if (source.Geometry.Interleaved && map.OneTileAChannelInOrder)
        {
            InterleavedTiles.Pack(source, map, parameters, maxCode, plane, stride, first, count, limit);
        }
        else
        {
            Planar(source, map, parameters, maxCode, plane, stride, first, count, limit);
        }

        for (int t = first; t < first + count; t++)
        {
            Tile tile = map.TileAt(t);
            TilePadding.Fill(plane[((tile.Y * stride) + tile.X)..], stride, map.Region, tile.Count);
        }
    }

    [SkipLocalsInit]
    private static void Planar<TSample>(
        TensorSlice source, TensorRegion map, QuantizerParameters parameters, int maxCode, Span<TSample> plane, int stride, int first, int count,
        KernelWidth limit)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        Span<float> scratch = stackalloc float[TensorSlice.ChunkLength];
        int width = map.Region.TileWidth;
        int rowsAtOnce = Math.Max(1, source.LongestRun / width);
        for (int t = first; t < first + count; t++)
        {
            Tile tile = map.TileAt(t);
            var scale = new ChannelScale(parameters[tile.Channel], maxCode);
            for (int done = 0; done < tile.Count;)
            {
                int column = done % width;
                int wanted = Math.Min(source.LongestRun, (int)Math.Min(((long)rowsAtOnce * width) - column, tile.Count - done));
                ReadOnlySpan<float> run = source.ReadChannel(tile.Channel, tile.Start + done, wanted, scratch);
                Span<TSample> target = plane[(((tile.Y + (done / width)) * stride) + tile.X + column)..];
                int whole = run.Length / width * width;
                QuantizeKernel.Rows(run[..whole], width, target, stride, scale, limit);
                if (whole < run.Length)
                {
                    QuantizeKernel.Run(run[whole..], target[(whole / width * stride)..], scale, limit);
                }

                done += run.Length;
            }
        }
    }
}
