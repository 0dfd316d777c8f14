namespace VideoFeat.Bridges.Transform;

/// <summary>The encoder's choice of vectors: whole elements around rest and the neighbours' vectors, then halves, then quarters.</summary>
internal static class MotionSearch
{
    // Components that are compared: the first carry nearly all there is.
    private const int Compared = 12;
    private const int Reach = 2;

    // A block that is found must be nearer than this share of its own energy; a vector other than its neighbour's must save this share.
    private const double Worth = 0.95;
    private const double Cost = 0.01;

    /// <summary>Finds the blocks of components in the set before.</summary>
    public static MotionField Find(BlockGrid grid, float[] components, float[] reference)
    {
        int blocks = grid.BlocksHigh * grid.BlocksWide;
        int planes = Math.Min(Compared, components.Length / grid.PlaneElements);
        var field = new MotionField(blocks);
        var scratch = new float[grid.PlaneElements];
        double all = 0, left = 0;
        for (int b = 0; b < blocks; b++)
        {
            double energy = Error(grid, b, (0, 0), found: false, planes, components, reference, scratch);
            (int X, int Y) best = (0, 0);
            double least = Error(grid, b, best, found: true, planes, components, reference, scratch);
            double penalty = Cost * energy;
            foreach (int neighbour in new[] { b - 1, b - grid.BlocksWide })
            {
                if (neighbour >= 0 && field.IsFound(neighbour))
                {
                    Try(field[neighbour], 0);
                }
            }

            (int X, int Y) centre = best;
            for (int y = -Reach; y <= Reach && least > 0.02 * energy; y++)
            {
                for (int x = -Reach; x <= Reach; x++)
                {
                    Try((centre.X + (x * MotionField.Parts), centre.Y + (y * MotionField.Parts)), penalty);
                }
            }

            for (int step = 2; step > 0 && least > 0.02 * energy; step /= 2)
            {
                centre = best;
                for (int i = 0; i < 9; i++)
                {
                    Try((centre.X + (((i % 3) - 1) * step), centre.Y + (((i / 3) - 1) * step)), penalty / 2);
                }
            }

            all += energy;
            left += Math.Min(least, energy);
            if (least < Worth * energy)
            {
                field[b] = best;
            }

            void Try((int X, int Y) vector, double price)
            {
                if (Math.Abs(vector.X) <= MotionField.Limit && Math.Abs(vector.Y) <= MotionField.Limit && vector != best)
                {
                    double error = Error(grid, b, vector, found: true, planes, components, reference, scratch);
                    if (error + price < least)
                    {
                        (least, best) = (error, vector);
                    }
                }
            }
        }

        field.Shift = (int)Math.Clamp(Math.Round(Math.Log2(Math.Max(all, 1e-12) / Math.Max(left, 1e-12))), 0, MotionField.LargestShift);
        return field;
    }

    private static double Error(
        BlockGrid grid, int block, (int X, int Y) vector, bool found, int planes, float[] components, float[] reference, float[] scratch)
    {
        int plane = grid.PlaneElements;
        int top = grid.Rows[block / grid.BlocksWide], bottom = grid.Rows[(block / grid.BlocksWide) + 1];
        int left = grid.Columns[block % grid.BlocksWide], width = grid.Columns[(block % grid.BlocksWide) + 1] - left;
        double sum = 0;
        for (int k = 0; k < planes; k++)
        {
            MotionField.Block(grid, block, vector, found, reference.AsSpan(k * plane, plane), scratch);
            for (int y = top; y < bottom; y++)
            {
                ReadOnlySpan<float> own = components.AsSpan((k * plane) + (y * grid.Width) + left, width);
                ReadOnlySpan<float> other = scratch.AsSpan((y * grid.Width) + left, width);
                for (int x = 0; x < own.Length; x++)
                {
                    float difference = own[x] - other[x];
                    sum += difference * difference;
                }
            }
        }

        return sum;
    }
}
