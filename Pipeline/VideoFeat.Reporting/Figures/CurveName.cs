namespace VideoFeat.Reporting.Figures;

/// <summary>A curve that is to be named.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Colour">0xRRGGBB.</param>
/// <param name="Places">Its points from the left.</param>
internal sealed record CurveName(string Name, int Colour, IReadOnlyList<Spot> Places);
