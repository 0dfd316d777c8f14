using System.Globalization;
using VideoFeat.Packing;

namespace VideoFeat.Evaluation;

/// <summary>
/// Reads labels in the YOLO text format: one file an image, one line an object, <c>class cx cy width height</c>, the box as shares of
/// the image's width and height. Empty lines are skipped; an empty file is an image without objects.
/// </summary>
public static class YoloLabelFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    private static readonly string[] Fields = ["class", "cx", "cy", "width", "height"];

    /// <summary>The objects of one image in pixels.</summary>
    /// <param name="path">The label file.</param>
    /// <param name="classes">Number of classes; every class index must be below it.</param>
    /// <param name="imageWidth">Width of the image that the labels belong to, in pixels.</param>
    /// <param name="imageHeight">Height of the image, in pixels.</param>
    /// <exception cref="FeatureFormatException">The file is too large or a line is not as the format says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<LabelledBox> Read(string path, int classes, int imageWidth, int imageHeight)
    {
        var objects = new List<LabelledBox>();
        int number = 0;
        foreach (string line in BoundedTextFile.ReadLines(path, MaxBytes))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                objects.Add(Parse(line, $"{path}, line {number}", classes, imageWidth, imageHeight));
            }
        }

        return objects;
    }

    private static LabelledBox Parse(string line, string where, int classes, int imageWidth, int imageHeight)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != Fields.Length)
        {
            throw new FeatureFormatException($"{where}: has {words.Length} fields; a YOLO box label has 5: class cx cy width height.");
        }

        if (!int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int classIndex) || classIndex >= classes)
        {
            throw new FeatureFormatException($"{where}: class is '{words[0]}'; it must be a whole number from 0 to {classes - 1}.");
        }

        Span<double> shares = stackalloc double[Fields.Length];
        for (int i = 1; i < Fields.Length; i++)
        {
            bool isNumber = double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out shares[i]);
            if (!isNumber || !(shares[i] >= 0 && shares[i] <= 1))
            {
                throw new FeatureFormatException($"{where}: {Fields[i]} is '{words[i]}'; it must be a number from 0 to 1, a share of the image.");
            }
        }

        return new LabelledBox(
            classIndex,
            BoundingBox.FromCentre(shares[1] * imageWidth, shares[2] * imageHeight, shares[3] * imageWidth, shares[4] * imageHeight));
    }
}
