namespace VideoFeat.Reporting.Figures;

/// <summary>The polygons that a line of some width covers: a box for each piece and a disc at each joint.</summary>
internal static class StrokeOutline
{
    private const int DiscCorners = 16;

    public static IEnumerable<IReadOnlyList<Spot>> Of(IReadOnlyList<Spot> points, double width, IReadOnlyList<double> dash)
    {
        foreach (IReadOnlyList<Spot> piece in dash.Count == 0 ? (IEnumerable<IReadOnlyList<Spot>>)[points] : Dashes(points, dash))
        {
            for (int i = 1; i < piece.Count; i++)
            {
                (Spot a, Spot b) = (piece[i - 1], piece[i]);
                double length = Distance(a, b);
                if (length == 0)
                {
                    continue;
                }

                double nx = (b.Y - a.Y) / length * width / 2, ny = (a.X - b.X) / length * width / 2;
                yield return [new(a.X + nx, a.Y + ny), new(a.X - nx, a.Y - ny), new(b.X - nx, b.Y - ny), new(b.X + nx, b.Y + ny)];
                if (i < piece.Count - 1)
                {
                    yield return Disc(b, width / 2);
                }
            }
        }
    }

    // The same way round as the boxes.
    private static Spot[] Disc(Spot centre, double radius) =>
    [
        .. Enumerable.Range(0, DiscCorners).Select(i => -Math.Tau * i / DiscCorners).Select(a => new Spot(centre.X + (radius * Math.Cos(a)), centre.Y + (radius * Math.Sin(a)))),
    ];

    private static List<List<Spot>> Dashes(IReadOnlyList<Spot> points, IReadOnlyList<double> dash)
    {
        var pieces = new List<List<Spot>> { new() { points[0] } };
        int part = 0;
        double left = dash[0];
        for (int i = 1; i < points.Count; i++)
        {
            (Spot a, Spot b) = (points[i - 1], points[i]);
            double length = Distance(a, b);
            double at = 0;
            while (length - at > left)
            {
                at += left;
                var place = new Spot(a.X + ((b.X - a.X) * at / length), a.Y + ((b.Y - a.Y) * at / length));
                if (part % 2 == 0)
                {
                    pieces[^1].Add(place);
                }
                else
                {
                    pieces.Add([place]);
                }

                left = dash[++part % dash.Count];
            }

            left -= length - at;
            if (part % 2 == 0)
            {
                pieces[^1].Add(b);
            }
        }

        return pieces;
    }

    private static double Distance(Spot a, Spot b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
