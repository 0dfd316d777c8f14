namespace VideoFeat.Reporting.Figures;

/// <summary>A filled polygon.</summary>
/// <param name="Points">Its corners.</param>
/// <param name="Colour">0xRRGGBB.</param>
internal sealed record Fill(IReadOnlyList<Spot> Points, int Colour) : Shape(Colour);
