namespace VideoFeat.Packing.Kernels;

/// <summary>The checks that every kernel over rows makes before its loops run without any.</summary>
internal static class RowChecks
{
    /// <summary>The number of rows in the dense side.</summary>
    /// <exception cref="ArgumentException">The dense side is no whole number of rows, or the strided side is too short for them.</exception>
    public static int Count(int dense, int width, int strided, int stride)
    {
        if (dense == 0)
        {
            return 0;
        }

        if (width < 1 || dense % width != 0 || stride < width)
        {
            throw new ArgumentException($"{dense} elements are no whole number of rows of {width}, {stride} apart.");
        }

        int rows = dense / width;
        return ((rows - 1L) * stride) + width <= strided
            ? rows
            : throw new ArgumentException($"{rows} rows of {width}, {stride} apart, do not fit {strided} samples.");
    }
}
