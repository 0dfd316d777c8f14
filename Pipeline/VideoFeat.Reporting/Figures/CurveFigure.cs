using System.Globalization;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Reporting.Figures;

/// <summary>Rate against one quality for all codecs: log rate axis, intervals as bars, names beside the curves' ends.</summary>
internal static class CurveFigure
{
    private const double Width = 432;
    private const double Height = 288;
    private const double Top = 22;
    private const double Bottom = Height - 38;
    private const double Left = 44;
    private const double Wide = Width - 10;
    private const double TextSize = NamePlaces.TextSize;
    private const int MostNames = 14;
    private const int Ink = 0x16232A;
    private const int Quiet = 0x53646C;
    private const int Grid = 0xE3E8EA;

    public static Figure Of(ComparisonResults results, QualityAxis quality)
    {
        // Where codecs are many, a paper shows those with curves; the page has them all.
        bool isCrowded = results.Curves.Count(c => c.Quality == quality.Name) > MostNames;
        (QualityCurve Curve, CurveStyle Style, bool IsBaseline)[] curves =
        [
            .. from entry in results.Codecs.Select((codec, i) => (codec, i))
               from curve in results.Curves
               where curve.Codec == entry.codec.Name && curve.Quality == quality.Name
               let usable = curve with { Points = [.. curve.Points.Where(p => !quality.LessIsBetter || p.Quality > 0)] }
               where usable.Points.Count > (isCrowded ? 1 : 0)
               select (usable, CurveStyle.Of(entry.i, entry.codec.Kind == CodecKind.VideoFeat), entry.codec.Baseline),
        ];
        double? reference = results.Network?.Reference.FirstOrDefault(m => m.Name == quality.Name)?.Value;
        CurvePoint[] points = [.. curves.SelectMany(c => c.Curve.Points)];
        var y = new Axis([.. points.SelectMany(p => Values(p.Quality, p.QualityInterval)), reference ?? double.NaN], quality.LessIsBetter, Bottom, Top);
        double narrow = Width - Math.Min(170, 26 + curves.Select(c => Font.Figures.Width(c.Curve.Codec, TextSize)).DefaultIfEmpty(0).Max());
        bool atStarts = NamePlaces.AreAtStarts(Names(X(Wide)), new Box(Left, Top, Wide, Bottom), quality.LessIsBetter);
        double right = atStarts ? Wide : narrow;
        Axis x = X(right);

        var shapes = new List<Shape>();
        Frame(shapes, x, y, right, quality);
        if (reference is double uncut)
        {
            double level = y.Place(uncut);
            shapes.Add(Line(Quiet, 0.7, [3, 3], (Left, level), (right, level)));
            shapes.Add(Text($"uncut network {uncut.ToString("0.##", CultureInfo.InvariantCulture)}", Left + 5, level - 3.5, Anchor.Start, Quiet));
        }

        foreach ((QualityCurve curve, CurveStyle style, bool isBaseline) in curves)
        {
            Draw(shapes, curve, style, isBaseline, x, y);
        }

        var frame = new Box(Left, Top, right, Bottom);
        shapes.AddRange(atStarts ? NamePlaces.AtStarts(Names(x), frame, quality.LessIsBetter) : NamePlaces.AtEnds(Names(x), frame));
        return new Figure(Width, Height, $"{results.Title}: {quality.Name} against bits per element", shapes);

        Axis X(double end) => new(points.SelectMany(p => Values(p.BitsPerElement, p.RateInterval)), isLog: true, Left, end);

        CurveName[] Names(Axis along) =>
            [.. curves.Select(c => new CurveName(c.Curve.Codec, c.Style.Colour, [.. c.Curve.Points.Select(p => Spot.At(along.Place(p.BitsPerElement), y.Place(p.Quality)))]))];
    }

    private static void Frame(List<Shape> shapes, Axis x, Axis y, double right, QualityAxis quality)
    {
        foreach ((double value, string text) in y.Ticks(6))
        {
            shapes.Add(Line(Grid, 0.6, [], (Left, y.Place(value)), (right, y.Place(value))));
            shapes.Add(Text(text, Left - 5, y.Place(value) + 3, Anchor.End, Quiet));
        }

        foreach ((double value, string text) in x.Ticks(8))
        {
            shapes.Add(Line(Grid, 0.6, [], (x.Place(value), Top), (x.Place(value), Bottom)));
            shapes.Add(Text(text, x.Place(value), Bottom + 12, Anchor.Middle, Quiet));
        }

        shapes.Add(Line(Quiet, 0.8, [], (Left, Bottom), (right, Bottom)));
        shapes.Add(Text("bits per element", right, Bottom + 27, Anchor.End, Ink));
        shapes.Add(Text($"{quality.Name} ({quality.Unit}{(quality.LessIsBetter ? "; less is better" : "")})", 4, 11, Anchor.Start, Ink));
    }

    private static void Draw(List<Shape> shapes, QualityCurve curve, CurveStyle style, bool isBaseline, Axis x, Axis y)
    {
        foreach (CurvePoint point in curve.Points)
        {
            (double px, double py) = (x.Place(point.BitsPerElement), y.Place(point.Quality));
            if (point.QualityInterval is ValueInterval quality)
            {
                shapes.Add(Line(style.Colour, 0.7, [], (px, y.Place(quality.Low)), (px, y.Place(quality.High))));
            }

            if (point.RateInterval is ValueInterval rate)
            {
                shapes.Add(Line(style.Colour, 0.7, [], (x.Place(rate.Low), py), (x.Place(rate.High), py)));
            }
        }

        Spot[] places = [.. curve.Points.Select(p => Spot.At(x.Place(p.BitsPerElement), y.Place(p.Quality)))];
        if (places.Length > 1)
        {
            shapes.Add(new Stroke(places, isBaseline ? 2.2 : 1.3, style.Dash, style.Colour));
        }

        shapes.AddRange(places.SelectMany(style.At));
    }

    private static IEnumerable<double> Values(double value, ValueInterval? interval) => interval is null ? [value] : [value, interval.Low, interval.High];

    private static Stroke Line(int colour, double width, double[] dash, params (double X, double Y)[] points) =>
        new([.. points.Select(p => Spot.At(p.X, p.Y))], width, dash, colour);

    private static Label Text(string text, double x, double y, Anchor anchor, int colour) => new(text, Spot.At(x, y), TextSize, anchor, colour);
}
