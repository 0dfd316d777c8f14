using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>From bytes to a network's floats: one table of 256 floats per channel, so that the arithmetic is done once per value and not per pixel.</summary>
internal static class PictureFill
{
    public static void Fill(InputRecipe recipe, ReadOnlySpan<byte> planes, in PicturePlacement at, Span<float> destination)
    {
        recipe.Validate();
        long plane = (long)at.ScaledWidth * at.ScaledHeight;
        if (planes.Length != 3 * plane)
        {
            throw new ArgumentException($"A scaled picture of {at.ScaledWidth}x{at.ScaledHeight} has {3 * plane} bytes in three planes; got {planes.Length}.", nameof(planes));
        }

        if (destination.Length != recipe.Elements)
        {
            throw new ArgumentException($"The input of {recipe.Width}x{recipe.Height} has {recipe.Elements} floats; got room for {destination.Length}.", nameof(destination));
        }

        if (at.SourceX < 0 || at.SourceY < 0 || at.TargetX < 0 || at.TargetY < 0 || at.Width < 1 || at.Height < 1
            || at.SourceX > at.ScaledWidth - at.Width || at.SourceY > at.ScaledHeight - at.Height
            || at.TargetX > recipe.Width - at.Width || at.TargetY > recipe.Height - at.Height)
        {
            throw new ArgumentException($"The placement {at} does not lie within the scaled picture and the input of {recipe.Width}x{recipe.Height}.", nameof(at));
        }

        bool last = recipe.Layout == AxisOrder.ChannelsLast;
        Span<float> table = stackalloc float[256];
        for (int channel = 0; channel < 3; channel++)
        {
            Tabulate(recipe, channel, table);
            int slot = recipe.Channels == ChannelOrder.Rgb ? channel : 2 - channel;
            Span<float> target = last ? destination[slot..] : destination.Slice(slot * recipe.Width * recipe.Height, recipe.Width * recipe.Height);
            Channel(planes.Slice((int)(channel * plane), (int)plane), at, table, table[recipe.PadValue], target, recipe.Width, recipe.Height, last ? 3 : 1);
        }
    }

    private static void Tabulate(InputRecipe recipe, int channel, Span<float> table)
    {
        for (int value = 0; value < table.Length; value++)
        {
            table[value] = ((value * recipe.Scale) - recipe.Mean[channel]) / recipe.Std[channel];
        }
    }

    private static void Channel(
        ReadOnlySpan<byte> plane, in PicturePlacement at, ReadOnlySpan<float> table, float pad, Span<float> target, int width, int height, int step)
    {
        bool covers = at.Width == width && at.Height == height;
        for (int i = 0; !covers && i < target.Length; i += step)
        {
            target[i] = pad;
        }

        for (int y = 0; y < at.Height; y++)
        {
            ReadOnlySpan<byte> from = plane.Slice(((at.SourceY + y) * at.ScaledWidth) + at.SourceX, at.Width);
            Span<float> to = target[((((at.TargetY + y) * width) + at.TargetX) * step)..];
            for (int x = 0; x < from.Length; x++)
            {
                to[x * step] = table[from[x]];
            }
        }
    }
}
