namespace VideoFeat.Reporting.Figures;

/// <summary>A line of text.</summary>
/// <param name="Text">What it says.</param>
/// <param name="At">Its base line's left end, middle or right end.</param>
/// <param name="Size">Of the font, in points.</param>
/// <param name="Anchor">Which of them.</param>
/// <param name="Colour">0xRRGGBB.</param>
/// <param name="Halo">Width of the white around its letters, in points; 0 for none.</param>
internal sealed record Label(string Text, Spot At, double Size, Anchor Anchor, int Colour, double Halo = 0) : Shape(Colour);
