namespace VideoFeat.Packing.Layout;

/// <summary>The parts of frames that no grid cell covers. Flat: code 0. Continued: up to the next multiple of the smallest coding unit they continue what lies above,
/// else to the left; beyond it they hold code 0: a flat area costs one block where it begins, and nothing in later frames.</summary>
internal static class FrameGaps
{
    /// <summary>The smallest coding unit of HEVC.</summary>
    private const int CodingUnit = 8;

    /// <summary>For each frame of a set the uncovered rectangles, as few as a cut into horizontal strips gives.</summary>
    public static Rectangle[][] Of(PackPlan plan)
    {
        var gaps = new Rectangle[plan.FramesPerSet][];
        for (int frame = 0; frame < gaps.Length; frame++)
        {
            gaps[frame] = InFrame(plan, frame);
        }

        return gaps;
    }

    /// <summary>Fills the rectangles, after the cells.</summary>
    public static void Fill<TSample>(Span<TSample> plane, int stride, ReadOnlySpan<Rectangle> gaps, GapFill fill)
        where TSample : unmanaged
    {
        foreach (Rectangle gap in gaps)
        {
            for (int y = gap.Y; y < gap.Bottom; y++)
            {
                Span<TSample> row = plane.Slice((y * stride) + gap.X, gap.Width);
                if (fill == GapFill.Flat)
                {
                    row.Clear();
                    continue;
                }

                if (gap.Y > 0 && y < RoundUp(gap.Y))
                {
                    plane.Slice(((y - 1) * stride) + gap.X, gap.Width).CopyTo(row);
                    continue;
                }

                int continued = gap.X == 0 ? 0 : Math.Min(RoundUp(gap.X) - gap.X, gap.Width);
                row[continued..].Clear();
                if (continued > 0)
                {
                    row[..continued].Fill(plane[(y * stride) + gap.X - 1]);
                }
            }
        }
    }

    private static int RoundUp(int position) => (position + CodingUnit - 1) / CodingUnit * CodingUnit;

    private static Rectangle[] InFrame(PackPlan plan, int frame)
    {
        var used = new List<Rectangle>();
        foreach (TensorRegion map in plan.Maps)
        {
            (Rectangle rows, Rectangle last) = map.CellsIn(frame);
            used.AddRange(new[] { rows, last }.Where(r => !r.IsEmpty));
        }

        used.Sort((a, b) => a.X.CompareTo(b.X));
        int[] edges = [.. used.SelectMany(r => new[] { r.Y, r.Bottom }).Append(0).Append(plan.FrameHeight).Distinct().Order()];
        var gaps = new List<Rectangle>();
        for (int i = 0; i + 1 < edges.Length; i++)
        {
            int x = 0;
            foreach (Rectangle r in used.Where(r => r.Y <= edges[i] && r.Bottom > edges[i]))
            {
                Add(x, r.X);
                x = r.Right;
            }

            Add(x, plan.FrameWidth);

            void Add(int from, int to)
            {
                if (to > from)
                {
                    gaps.Add(new Rectangle(from, edges[i], to - from, edges[i + 1] - edges[i]));
                }
            }
        }

        return [.. gaps];
    }
}
