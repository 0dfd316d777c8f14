using VideoFeat.Bridges.Onnx;
using VideoFeat.Native;

namespace VideoFeat.Splitting;

/// <summary>One picture as a network's input.</summary>
/// <param name="Values">The input's elements, shape as <see cref="InputRecipe.Shape"/>.</param>
/// <param name="Width">Width of the source picture in pixels.</param>
/// <param name="Height">Height of the source picture in pixels.</param>
public sealed record PictureInput(Memory<float> Values, int Width, int Height);

/// <summary>Pictures and video frames through FFmpeg's decoders and swscale into a network's input, as a recipe says.</summary>
public static class PictureSource
{
    /// <summary>One image file.</summary>
    /// <exception cref="NativeException">Not an image that FFmpeg reads; the message names the file.</exception>
    public static PictureInput ReadImage(string path, InputRecipe recipe)
    {
        using MediaReader reader = MediaReader.Open(path);
        return reader.TryRead()
            ? Take(reader, recipe)
            : throw new Packing.FeatureFormatException($"{path}: holds no picture.");
    }

    /// <summary>The frames of a video, in order.</summary>
    public static IEnumerable<PictureInput> ReadVideo(string path, InputRecipe recipe)
    {
        using MediaReader reader = MediaReader.Open(path);
        while (reader.TryRead())
        {
            yield return Take(reader, recipe);
        }
    }

    /// <summary>The pictures of a camera, as they come, without end.</summary>
    /// <exception cref="NativeException">No such camera, or it gave nothing in time.</exception>
    public static IEnumerable<PictureInput> ReadCamera(CameraSource camera, InputRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(camera);
        using MediaReader reader = camera.Open();
        while (reader.TryRead())
        {
            yield return Take(reader, recipe);
        }
    }

    private static PictureInput Take(MediaReader reader, InputRecipe recipe)
    {
        PicturePlacement placement = recipe.Place(reader.Width, reader.Height);
        var planes = new byte[3 * placement.ScaledWidth * placement.ScaledHeight];
        reader.Scale(placement.ScaledWidth, placement.ScaledHeight, planes);
        var values = new float[recipe.Elements];
        recipe.Fill(planes, placement, values);
        return new PictureInput(values, reader.Width, reader.Height);
    }
}
