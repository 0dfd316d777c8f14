using VideoFeat.Pictures;

namespace VideoFeat.Reporting.Figures;

/// <summary>Draws a figure into pixels, 300 an inch.</summary>
internal static class PngPicture
{
    private const double Scale = 300.0 / 72;
    private const int White = 0xFFFFFF;

    public static byte[] Write(Figure figure)
    {
        var canvas = new Canvas((int)Math.Round(figure.Width * Scale), (int)Math.Round(figure.Height * Scale));
        foreach (Shape shape in figure.Shapes)
        {
            if (shape is Label { Halo: > 0 } name)
            {
                canvas.Fill(Font.Figures.Outlines(name.Text, Start(name), name.Size * Scale).SelectMany(o => StrokeOutline.Of([.. o, o[0]], 2 * name.Halo * Scale, [])), White);
            }

            IEnumerable<IReadOnlyList<Spot>> polygons = shape switch
            {
                Stroke stroke => StrokeOutline.Of([.. stroke.Points.Select(Pixels)], stroke.Width * Scale, [.. stroke.Dash.Select(d => d * Scale)]),
                Fill fill => [[.. fill.Points.Select(Pixels)]],
                Label label => Font.Figures.Outlines(label.Text, Start(label), label.Size * Scale),
                _ => throw new ArgumentException($"A figure holds a {shape.GetType().Name}, which cannot be drawn."),
            };
            canvas.Fill(polygons, shape.Colour);
        }

        return PngFile.Write(canvas.Rgb, canvas.Width);
    }

    private static Spot Pixels(Spot spot) => new(spot.X * Scale, spot.Y * Scale);

    private static Spot Start(Label label)
    {
        double width = Font.Figures.Width(label.Text, label.Size);
        double left = label.At.X - (label.Anchor switch { Anchor.Middle => width / 2, Anchor.End => width, _ => 0 });
        return Pixels(new Spot(left, label.At.Y));
    }
}
