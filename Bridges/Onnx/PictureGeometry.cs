namespace VideoFeat.Bridges.Onnx;

/// <summary>The geometry of <see cref="ResizeMode"/>, rounded as the libraries round with which such networks were trained.</summary>
internal static class PictureGeometry
{
    private const int MostPixels = 65535;

    public static PicturePlacement Place(InputRecipe recipe, int width, int height)
    {
        if (width is < 1 or > MostPixels || height is < 1 or > MostPixels)
        {
            throw new ArgumentException($"A picture of {width}x{height}; each side may have 1 to {MostPixels} pixels.");
        }

        return recipe.Resize switch
        {
            ResizeMode.ShorterSideCrop => Crop(recipe, width, height),
            ResizeMode.LetterboxTopLeft => Letterbox(recipe, width, height, centre: false),
            ResizeMode.LetterboxCentre => Letterbox(recipe, width, height, centre: true),
            _ => new PicturePlacement(recipe.Width, recipe.Height, 0, 0, 0, 0, recipe.Width, recipe.Height),
        };
    }

    /// <summary>torchvision: the longer side is rounded down, the crop's offset to the nearest even.</summary>
    private static PicturePlacement Crop(InputRecipe recipe, int width, int height)
    {
        int longer = checked((int)((long)recipe.ResizeTo * Math.Max(width, height) / Math.Min(width, height)));
        (int w, int h) = width <= height ? (recipe.ResizeTo, longer) : (longer, recipe.ResizeTo);
        int x = (int)Math.Round((w - recipe.Width) / 2.0, MidpointRounding.ToEven);
        int y = (int)Math.Round((h - recipe.Height) / 2.0, MidpointRounding.ToEven);
        return new PicturePlacement(w, h, x, y, 0, 0, recipe.Width, recipe.Height);
    }

    /// <summary>YOLOX rounds the scaled sides down; YOLOv5 and later round to nearest and put the odd pixel to the right and below.</summary>
    private static PicturePlacement Letterbox(InputRecipe recipe, int width, int height, bool centre)
    {
        double ratio = Math.Min((double)recipe.Width / width, (double)recipe.Height / height);
        int w = Side(width * ratio, recipe.Width, centre);
        int h = Side(height * ratio, recipe.Height, centre);
        return centre
            ? new PicturePlacement(w, h, 0, 0, (recipe.Width - w) / 2, (recipe.Height - h) / 2, w, h)
            : new PicturePlacement(w, h, 0, 0, 0, 0, w, h);
    }

    private static int Side(double exact, int most, bool round) =>
        Math.Clamp((int)(round ? Math.Round(exact, MidpointRounding.ToEven) : exact), 1, most);
}
