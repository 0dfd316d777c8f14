namespace VideoFeat.Evaluation;

/// <summary>An axis-parallel box by its edges, in pixels unless said otherwise; x to the right, y down. Edges are positions, not pixel indices: a width is right - left.</summary>
/// <param name="Left">Least x.</param>
/// <param name="Top">Least y.</param>
/// <param name="Right">Largest x.</param>
/// <param name="Bottom">Largest y.</param>
public readonly record struct BoundingBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Width times height, in squared units of the edges.</summary>
    public double Area => (Right - Left) * (Bottom - Top);

    internal bool IsProper => double.IsFinite(Area) && Right >= Left && Bottom >= Top;

    /// <summary>The box of the given centre and size.</summary>
    public static BoundingBox FromCentre(double x, double y, double width, double height) =>
        new(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2));

    /// <summary>Intersection over union, 0..1; 0 where the union has no area.</summary>
    public double Iou(BoundingBox other)
    {
        double width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        double height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        double intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }
}
