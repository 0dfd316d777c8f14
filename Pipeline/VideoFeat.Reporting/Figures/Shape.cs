namespace VideoFeat.Reporting.Figures;

/// <summary>A part of a figure.</summary>
/// <param name="Colour">0xRRGGBB.</param>
internal abstract record Shape(int Colour);
