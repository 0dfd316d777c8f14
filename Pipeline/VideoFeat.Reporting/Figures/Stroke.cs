namespace VideoFeat.Reporting.Figures;

/// <summary>A line through points.</summary>
/// <param name="Points">At least two.</param>
/// <param name="Width">Points.</param>
/// <param name="Dash">Lengths drawn and left out in turn; empty for a whole line.</param>
/// <param name="Colour">0xRRGGBB.</param>
internal sealed record Stroke(IReadOnlyList<Spot> Points, double Width, IReadOnlyList<double> Dash, int Colour) : Shape(Colour);
