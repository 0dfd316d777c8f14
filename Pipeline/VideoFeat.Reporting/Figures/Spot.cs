namespace VideoFeat.Reporting.Figures;

/// <summary>A place in a figure.</summary>
internal readonly record struct Spot(double X, double Y)
{
    /// <summary>Rounded to hundredths of a point.</summary>
    public static Spot At(double x, double y) => new(Math.Round(x, 2), Math.Round(y, 2));
}
