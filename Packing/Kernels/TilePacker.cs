using System.Numerics;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>One tensor's tiles into one frame.</summary>
internal static class TilePacker
{
    public static void Pack<TSample>(
        TensorSlice source, TensorRegion map, QuantizerParameters parameters, int maxCode, Span<TSample> plane, int stride, int frame)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        (int first, int count) = map.TilesIn(frame);
        Span<float> scratch = stackalloc float[TensorSlice.ChunkLength];
        int width = map.Region.TileWidth;
        for (int t = first; t < first + count; t++)
        {
            Tile tile = map.TileAt(t);
            ValueRange range = parameters[tile.Channel];
            var scale = new ChannelScale(range.Minimum, range.Maximum, maxCode);
            for (int done = 0; done < tile.Count;)
            {
                int column = done % width;
                Span<float> run = scratch[..Math.Min(scratch.Length, Math.Min(width - column, tile.Count - done))];
                source.ReadChannel(tile.Channel, tile.Start + done, run);
                QuantizeKernel.Run(run, plane[(((tile.Y + (done / width)) * stride) + tile.X + column)..], scale);
                done += run.Length;
            }

            TilePadding.Fill(plane[((tile.Y * stride) + tile.X)..], stride, map.Region, tile.Count);
        }
    }
}
