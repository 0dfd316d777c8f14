namespace VideoFeat.Evaluation;

/// <summary>
/// How an image was laid into a network's input: scaled by one ratio to fit, in the top left corner, the rest filled
/// (the preprocessing of YOLOX; other families centre the image).
/// </summary>
public readonly record struct Letterbox
{
    /// <summary>The letterbox of an image in an input, sizes in pixels.</summary>
    /// <exception cref="ArgumentException">A size is below 1.</exception>
    public Letterbox(int imageWidth, int imageHeight, int inputWidth, int inputHeight)
    {
        if (imageWidth < 1 || imageHeight < 1 || inputWidth < 1 || inputHeight < 1)
        {
            throw new ArgumentException(
                $"Image is {imageWidth}x{imageHeight} and input {inputWidth}x{inputHeight}; every size must be at least 1.");
        }

        Ratio = Math.Min((double)inputWidth / imageWidth, (double)inputHeight / imageHeight);
    }

    /// <summary>Input pixels an image pixel.</summary>
    public double Ratio { get; }

    /// <summary>The same box in pixels of the image. It is not clipped to the image, as in the YOLOX evaluation.</summary>
    public BoundingBox ToImage(BoundingBox input) => new(input.Left / Ratio, input.Top / Ratio, input.Right / Ratio, input.Bottom / Ratio);
}
