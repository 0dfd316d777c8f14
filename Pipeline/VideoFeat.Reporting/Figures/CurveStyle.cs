namespace VideoFeat.Reporting.Figures;

/// <summary>How a codec is drawn: as on the page (Page/report.css, Page/charts.js), so that figure and page go together.</summary>
/// <param name="Colour">0xRRGGBB; the palette stays apart for colour-blind eyes, and markers and dashes differ too.</param>
/// <param name="Marker">0 to 7.</param>
/// <param name="Dash">Empty for the first eight codecs.</param>
/// <param name="Hollow">True of codecs that are not ours.</param>
internal sealed record CurveStyle(int Colour, int Marker, IReadOnlyList<double> Dash, bool Hollow)
{
    private static readonly int[] Colours = [0x0067A5, 0xC24E00, 0x007A5A, 0xA6408A, 0x8A6A00, 0x4F4FB8, 0x2E7D8C, 0x8C3B3B];
    private static readonly double[][] Dashes = [[], [4.5, 2.25], [1.5, 2.25]];

    // Corners in units of a marker's radius; star and cross go in and out.
    private static readonly Spot[][] Markers =
    [
        Ring(24, 0, 1), Ring(4, 45, 1.25), Ring(3, 0, 1.35), Ring(4, 0, 1.3),
        [new(-0.4, -1.15), new(0.4, -1.15), new(0.4, -0.4), new(1.15, -0.4), new(1.15, 0.4), new(0.4, 0.4), new(0.4, 1.15), new(-0.4, 1.15), new(-0.4, 0.4), new(-1.15, 0.4), new(-1.15, -0.4), new(-0.4, -0.4)],
        [.. Ring(5, 0, 1.5).Zip(Ring(5, 36, 0.6), (outer, inner) => (Spot[])[outer, inner]).SelectMany(p => p)],
        Ring(3, 180, 1.35), Ring(6, 0, 1.2),
    ];

    public static CurveStyle Of(int codec, bool isOurs) =>
        new(Colours[codec % Colours.Length], (codec + (codec / Colours.Length)) % Markers.Length, Dashes[codec / Colours.Length % Dashes.Length], !isOurs);

    /// <summary>The marker at a place.</summary>
    public IEnumerable<Shape> At(Spot place)
    {
        const double Radius = 2.7;
        Spot[] corners = [.. Markers[Marker].Select(c => Spot.At(place.X + (c.X * Radius), place.Y + (c.Y * Radius)))];
        yield return new Fill(corners, Hollow ? 0xFFFFFF : Colour);
        yield return new Stroke([.. corners, corners[0], corners[1]], 1, [], Colour);
    }

    private static Spot[] Ring(int corners, double degrees, double radius) =>
    [
        .. Enumerable.Range(0, corners).Select(i => (degrees + (360.0 * i / corners)) * Math.PI / 180).Select(a => new Spot(radius * Math.Sin(a), -radius * Math.Cos(a))),
    ];
}
