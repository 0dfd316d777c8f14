namespace VideoFeat.Reporting.Figures;

/// <summary>
/// Where the names of curves stand: by the curves' beginnings, or at the right, level with their ends, where those lie further apart. Where names would touch they
/// give way, and a thin line leads back.
/// </summary>
internal static class NamePlaces
{
    public const double TextSize = 9;

    private const double Row = 10.5;
    private const double MarkerRadius = 4;
    private const double Halo = 1.3;

    /// <summary>True where names by the beginnings give way less.</summary>
    public static bool AreAtStarts(IReadOnlyList<CurveName> names, Box frame, bool isFalling) => Starts(names, frame, isFalling).Moved <= Ends(names, frame).Moved;

    /// <summary>Names below the beginnings of rising curves, above those of falling ones.</summary>
    public static IEnumerable<Shape> AtStarts(IReadOnlyList<CurveName> names, Box frame, bool isFalling) => Starts(names, frame, isFalling).Shapes;

    /// <summary>Names right of the frame.</summary>
    public static IEnumerable<Shape> AtEnds(IReadOnlyList<CurveName> names, Box frame) => Ends(names, frame).Shapes;

    private static (List<Shape> Shapes, double Moved) Ends(IReadOnlyList<CurveName> names, Box frame)
    {
        List<CurveName> order = [.. names.OrderBy(n => n.Places[^1].Y)];
        double[] levels = new double[order.Count];
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = Math.Max(order[i].Places[^1].Y, i == 0 ? frame.Top : levels[i - 1] + Row);
        }

        for (int i = levels.Length - 1; i >= 0; i--)
        {
            levels[i] = Math.Min(levels[i], i == levels.Length - 1 ? frame.Bottom : levels[i + 1] - Row);
        }

        var shapes = new List<Shape>();
        double moved = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            Spot end = order[i].Places[^1];
            moved += Math.Abs(levels[i] - end.Y);
            shapes.Add(new Stroke([Spot.At(end.X + 4.5, end.Y), Spot.At(frame.Right + 5, levels[i]), Spot.At(frame.Right + 9, levels[i])], 0.4, [], order[i].Colour));
            shapes.Add(new Label(order[i].Name, Spot.At(frame.Right + 11, levels[i] + 3), TextSize, Anchor.Start, order[i].Colour));
        }

        return (shapes, moved);
    }

    private static (List<Shape> Shapes, double Moved) Starts(IReadOnlyList<CurveName> names, Box frame, bool isFalling)
    {
        int way = isFalling ? -1 : 1;
        List<Box> taken = [.. names.SelectMany(n => n.Places).Select(p => Around(p.X - MarkerRadius, p.Y, 2 * MarkerRadius))];
        var shapes = new List<Shape>();
        double moved = 0;
        foreach (CurveName name in names.OrderBy(n => way * n.Places[0].Y))
        {
            Spot start = name.Places[0];
            double width = Font.Figures.Width(name.Name, TextSize);
            double left = start.X + 4 + width > frame.Right ? start.X - 4 - width : start.X + 4;
            double level = start.Y + (way * Row);
            while (taken.Any(t => t.Touches(Around(left, level, width))) && level > frame.Top && level < frame.Bottom)
            {
                level += way;
            }

            if (level <= frame.Top || level >= frame.Bottom)
            {
                return (shapes, double.PositiveInfinity);
            }

            taken.Add(Around(left, level, width));
            moved += Math.Abs(level - start.Y) - Row;
            if (Math.Abs(level - start.Y) > 1.6 * Row)
            {
                shapes.Add(new Stroke([Spot.At(start.X, start.Y + (way * 5)), Spot.At(left > start.X ? left - 1.5 : start.X - 2.5, level)], 0.4, [], name.Colour));
            }

            shapes.Add(new Label(name.Name, Spot.At(left, level + 3), TextSize, Anchor.Start, name.Colour, Halo));
        }

        return (shapes, moved);
    }

    private static Box Around(double left, double level, double width) => new(left, level - (Row / 2), left + width, level + (Row / 2));
}
