using System.Numerics;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>One tensor's tiles out of one frame.</summary>
internal static class TileUnpacker
{
    public static void Unpack<TSample>(
        ReadOnlySpan<TSample> plane, int stride, int frame, TensorRegion map, QuantizerParameters parameters, int maxCode, TensorSlice destination)
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
                DequantizeKernel.Run(plane.Slice(((tile.Y + (done / width)) * stride) + tile.X + column, run.Length), run, scale);
                destination.WriteChannel(tile.Channel, tile.Start + done, run);
                done += run.Length;
            }
        }
    }
}
