namespace VideoFeat.Packing.Layout;

/// <summary>Tries shelf arrangements of several widths and takes the one with the least samples, near-square ones first.</summary>
internal static class SheetSearch
{
    /// <summary>A sheet twice as wide as high counts 2 % more samples: enough to settle near-ties, too little to buy waste.</summary>
    private const double AspectWeight = 0.02;

    private const int WidthsPerTensor = 96;

    public static Sheet Best(ReadOnlySpan<TileShape> tiles, LayoutOptions options)
    {
        int[] placing = [.. Enumerable.Range(0, tiles.Length)];
        TileShape[] shapes = tiles.ToArray();
        Array.Sort(placing, (a, b) => shapes[a].StrideY != shapes[b].StrideY ? shapes[b].StrideY.CompareTo(shapes[a].StrideY) : a.CompareTo(b));
        Sheet? best = null;
        double least = double.PositiveInfinity;
        foreach (int width in Widths(shapes, options))
        {
            Sheet sheet = Balanced(shapes, placing, width, options);
            double cost = Cost(sheet, options);
            if (cost < least)
            {
                (best, least) = (sheet, cost);
            }
        }

        return best!;
    }

    private static double Cost(Sheet sheet, LayoutOptions options)
    {
        double width = options.PaddedWidth(sheet.Width);
        double height = options.PaddedHeight(sheet.Height);
        double aspect = Math.Max(width, height) / Math.Min(width, height);
        return sheet.Frames * width * height * (1 + (AspectWeight * (aspect - 1)));
    }

    /// <summary>Where several frames are needed, the lowest height that needs no more of them: a half-empty last frame costs as much as a full one.</summary>
    private static Sheet Balanced(TileShape[] tiles, int[] placing, int width, LayoutOptions options)
    {
        Sheet sheet = Sheet.Shelves(tiles, placing, width, options.UsableHeight, options.TileAlignment);
        if (sheet.Frames == 1)
        {
            return sheet;
        }

        int lowest = tiles.Max(t => t.StrideY);
        int highest = options.UsableHeight;
        while (highest - lowest > options.TileAlignment)
        {
            int middle = (int)TileShape.RoundUp((lowest + highest) / 2, options.TileAlignment);
            if (middle >= highest)
            {
                break;
            }

            Sheet lower = Sheet.Shelves(tiles, placing, width, middle, options.TileAlignment);
            if (lower.Frames > sheet.Frames)
            {
                lowest = middle;
            }
            else
            {
                (sheet, highest) = (lower, middle);
            }
        }

        return sheet;
    }

    /// <summary>Whole numbers of each tensor's tiles, rounded up to the alignment, between half and twice the side of a square of the same area.</summary>
    private static SortedSet<int> Widths(TileShape[] tiles, LayoutOptions options)
    {
        int narrowest = (int)TileShape.RoundUp(tiles.Max(t => t.StrideX), options.TileAlignment);
        double side = Math.Sqrt(tiles.Sum(t => (double)t.Area));
        var widths = new SortedSet<int> { narrowest, options.UsableWidth };
        foreach (int stride in tiles.Select(t => t.StrideX).Distinct())
        {
            int from = (int)Math.Max(1, Math.Min(side / 2, options.UsableWidth) / stride);
            int to = (int)Math.Max(1, Math.Min(side * 2, options.UsableWidth) / stride);
            int step = Math.Max(1, (to - from) / WidthsPerTensor);
            for (int columns = from; columns <= to; columns += step)
            {
                widths.Add(Math.Max(narrowest, (int)TileShape.RoundUp(columns * stride, options.TileAlignment)));
            }
        }

        return widths;
    }
}
