namespace VideoFeat.Reporting.Figures;

/// <summary>A drawing for a paper: shapes from the bottom up, in points of 1/72 inch from the left upper corner. Coordinates are rounded to hundredths, so that every
/// writer sees the same.</summary>
/// <param name="Width">Points.</param>
/// <param name="Height">Points.</param>
/// <param name="Title">What it shows, in words.</param>
/// <param name="Shapes">What it consists of.</param>
internal sealed record Figure(double Width, double Height, string Title, IReadOnlyList<Shape> Shapes);
