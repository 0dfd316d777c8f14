namespace VideoFeat.Reporting.Figures;

/// <summary>Pixels that polygons are filled into with exact coverage: each edge adds the area to its right, row by row, and a running sum fills it in.</summary>
internal sealed class Canvas
{
    private readonly float[] _edges;
    private readonly byte[] _rgb;

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _edges = new float[((width + 2) * height) + 1];
        _rgb = new byte[3 * width * height];
        Array.Fill(_rgb, byte.MaxValue);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, rows from the top.</summary>
    public ReadOnlySpan<byte> Rgb => _rgb;

    /// <summary>Fills polygons together. Parts that lie inside one another the other way round are holes; parts that overlap the same way are filled once.</summary>
    /// <param name="polygons">Corners in pixels.</param>
    /// <param name="colour">0xRRGGBB.</param>
    public void Fill(IEnumerable<IReadOnlyList<Spot>> polygons, int colour)
    {
        Array.Clear(_edges);
        foreach (IReadOnlyList<Spot> polygon in polygons)
        {
            for (int i = 0; i < polygon.Count; i++)
            {
                Edge(polygon[i], polygon[(i + 1) % polygon.Count]);
            }
        }

        for (int y = 0; y < Height; y++)
        {
            float sum = 0;
            for (int x = 0; x < Width; x++)
            {
                sum += _edges[(y * (Width + 2)) + x];
                float cover = Math.Min(1, Math.Abs(sum));
                if (cover > 0.002f)
                {
                    Blend(3 * ((y * Width) + x), colour, cover);
                }
            }
        }
    }

    private void Blend(int at, int colour, float cover)
    {
        for (int c = 0; c < 3; c++)
        {
            int wanted = (colour >> (16 - (8 * c))) & 0xFF;
            _rgb[at + c] = (byte)MathF.Round(_rgb[at + c] + ((wanted - _rgb[at + c]) * cover));
        }
    }

    private void Edge(Spot a, Spot b)
    {
        if (a.Y == b.Y)
        {
            return;
        }

        float direction = a.Y < b.Y ? 1 : -1;
        (Spot top, Spot bottom) = a.Y < b.Y ? (a, b) : (b, a);
        double slope = (bottom.X - top.X) / (bottom.Y - top.Y);
        for (int y = Math.Max(0, (int)Math.Floor(top.Y)); y < Height && y < bottom.Y; y++)
        {
            double from = Math.Max(y, top.Y), to = Math.Min(y + 1, bottom.Y);
            double x1 = Math.Clamp(top.X + ((from - top.Y) * slope), 0, Width), x2 = Math.Clamp(top.X + ((to - top.Y) * slope), 0, Width);
            Row(y * (Width + 2), Math.Min(x1, x2), Math.Max(x1, x2), direction * (float)(to - from));
        }
    }

    // An edge that crosses some pixels of a row: each gets the share of the height that lies at its left, as area.
    private void Row(int row, double left, double right, float height)
    {
        int first = (int)left, last = (int)right;
        if (first == last)
        {
            float share = (float)(((left + right) / 2) - first);
            _edges[row + first] += height * (1 - share);
            _edges[row + first + 1] += height * share;
            return;
        }

        double perPixel = height / (right - left);
        for (int x = first; x <= last; x++)
        {
            double from = Math.Max(left, x), to = Math.Min(right, x + 1);
            double part = perPixel * (to - from), share = ((from + to) / 2) - x;
            _edges[row + x] += (float)(part * (1 - share));
            _edges[row + x + 1] += (float)(part * share);
        }
    }
}
