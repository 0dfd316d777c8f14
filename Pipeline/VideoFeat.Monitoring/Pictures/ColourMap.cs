using VideoFeat.Pictures;

namespace VideoFeat.Monitoring.Pictures;

/// <summary>
/// From small to large values: dark blue over teal to pale yellow. Lightness rises evenly in OKLab (B. Ottosson, 2020), so that equal steps of value look
/// equal, also without seeing hues.
/// </summary>
internal static class ColourMap
{
    /// <summary>Index of the smallest value; 0 is where no value is.</summary>
    public const int First = 1;

    /// <summary>Index of the largest value.</summary>
    public const int Last = 255;

    /// <summary>256 colours of red, green and blue.</summary>
    public static byte[] Palette { get; } = Make();

    /// <summary>A PNG of one row: all colours from small to large.</summary>
    public static byte[] Ramp() => PngFile.Write([.. Enumerable.Range(First, Last - First + 1).Select(i => (byte)i)], Last - First + 1, Palette);

    private static byte[] Make()
    {
        byte[] palette = new byte[256 * 3];
        for (int i = First; i <= Last; i++)
        {
            double share = (double)(i - First) / (Last - First);
            double lightness = 0.18 + (0.77 * share);
            double chroma = 0.06 + (0.09 * Math.Sin(Math.PI * share));
            double hue = (285 - (180 * share)) * Math.PI / 180;
            Colour(lightness, chroma * Math.Cos(hue), chroma * Math.Sin(hue), palette.AsSpan(i * 3, 3));
        }

        return palette;
    }

    private static void Colour(double lightness, double a, double b, Span<byte> rgb)
    {
        double l = Math.Pow(lightness + (0.3963377774 * a) + (0.2158037573 * b), 3);
        double m = Math.Pow(lightness - (0.1055613458 * a) - (0.0638541728 * b), 3);
        double s = Math.Pow(lightness - (0.0894841775 * a) - (1.2914855480 * b), 3);
        rgb[0] = Encode((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s));
        rgb[1] = Encode((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s));
        rgb[2] = Encode((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    // IEC 61966-2-1.
    private static byte Encode(double linear)
    {
        double value = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (value <= 0.0031308 ? 12.92 * value : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055));
    }
}
