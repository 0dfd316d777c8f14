using VideoFeat.Packing;

namespace VideoFeat.Monitoring.Pictures;

/// <summary>Where the channels of a tensor lie in a picture of bounded size: row by row in a grid, one pixel apart.</summary>
/// <param name="Channels">Channels shown: all, unless a pixel each is too much.</param>
/// <param name="Step">Elements along each axis that one pixel stands for.</param>
/// <param name="CellWidth">Pixels of a channel.</param>
/// <param name="CellHeight">Rows of a channel.</param>
/// <param name="Columns">Channels side by side.</param>
internal sealed record MosaicPlan(int Channels, int Step, int CellWidth, int CellHeight, int Columns)
{
    /// <summary>Largest width and height: as much as a page shows on a large screen.</summary>
    public const int MaxSide = 1024;

    private const double WantedAspect = 1.5;

    /// <summary>Columns may be so much fewer or more than the aspect wants, where the last row is then fuller.</summary>
    private const double Leeway = 1.35;

    public int Rows => ((Channels - 1) / Columns) + 1;

    public int Width => (Columns * (CellWidth + 1)) - 1;

    public int Height => (Rows * (CellHeight + 1)) - 1;

    /// <summary>The finest plan that fits.</summary>
    public static MosaicPlan Of(ChannelGeometry tensor)
    {
        for (int step = 1; ; step++)
        {
            int width = ((tensor.Width - 1) / step) + 1;
            int height = ((tensor.Height - 1) / step) + 1;
            bool isSmallest = step >= Math.Max(tensor.Width, tensor.Height);
            int columns = ColumnsOf(tensor.Channels, width + 1, height + 1);
            int mostRows = (MaxSide + 1) / (height + 1);
            int channels = isSmallest ? Math.Min(tensor.Channels, columns * mostRows) : tensor.Channels;
            var plan = new MosaicPlan(channels, step, width, height, columns);
            if (plan.Width <= MaxSide && plan.Height <= MaxSide)
            {
                return plan;
            }
        }
    }

    private static int ColumnsOf(int channels, int width, int height)
    {
        double wanted = Math.Sqrt(WantedAspect * channels * height / width);
        int most = Math.Clamp((int)(wanted * Leeway), 1, Math.Min(channels, Math.Max(1, (MaxSide + 1) / width)));
        int least = Math.Clamp((int)Math.Ceiling(wanted / Leeway), 1, most);
        return Enumerable.Range(least, most - least + 1).MinBy(c => ((((channels - 1) / c) + 1) * c - channels, Math.Abs(c - wanted)));
    }
}
