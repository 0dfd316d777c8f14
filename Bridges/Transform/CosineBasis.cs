namespace VideoFeat.Bridges.Transform;

/// <summary>
/// The orthonormal DCT-II of each size. Entries are rounded to 2^-14, so that every machine has the same ones: a library's cosine may differ in its last
/// bits, which are 39 bits below.
/// </summary>
internal static class CosineBasis
{
    private const double Unit = 1 << 14;

    private static readonly Lazy<float[]>[] Tables =
        [.. Enumerable.Range(0, BlockGrid.LargestBlock(BlockGrid.LargestSize) + 1).Select(n => new Lazy<float[]>(() => Make(n)))];

    /// <summary>Entry u * size + x: frequency u at position x.</summary>
    public static float[] Of(int size) => Tables[size].Value;

    private static float[] Make(int size)
    {
        var table = new float[size * size];
        for (int u = 0; u < size; u++)
        {
            double scale = Math.Sqrt((u == 0 ? 1.0 : 2.0) / size);
            for (int x = 0; x < size; x++)
            {
                table[(u * size) + x] = (float)(Math.Round(Unit * scale * Math.Cos(Math.PI * ((2 * x) + 1) * u / (2.0 * size))) / Unit);
            }
        }

        return table;
    }
}
