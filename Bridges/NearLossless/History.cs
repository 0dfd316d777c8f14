using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>The last two sets of a segment.</summary>
internal sealed class History(SegmentShape shape, int bitDepth)
{
    // A step's ratio in 2^-16: codes of 12 bits then stay exact to less than a step.
    private const int RatioBits = 16;

    private (Planes Codes, ValueRange[] Ranges)? _before;
    private (Planes Codes, ValueRange[] Ranges)? _earlier;
    private Planes? _errors;

    /// <summary>What has been, in the steps of a set of these ranges; null where nothing has.</summary>
    public Past? For(ReadOnlySpan<ValueRange> ranges)
    {
        if (_before is not { } before)
        {
            return null;
        }

        Planes now = Rescaled(before.Codes, before.Ranges, ranges);
        return new Past(now, _earlier is { } earlier ? Rescaled(earlier.Codes, earlier.Ranges, ranges) : now, _errors!, Past.FractionBits(bitDepth));
    }

    /// <summary>A set has been coded.</summary>
    public void Add(Planes codes, Planes errors, ReadOnlySpan<ValueRange> ranges)
    {
        _earlier = _before;
        _before = (codes, ranges.ToArray());
        _errors = errors;
    }

    private Planes Rescaled(Planes codes, ValueRange[] from, ReadOnlySpan<ValueRange> to)
    {
        var scaled = new Planes(shape.Channels, shape.Height, shape.Width);
        int fraction = Past.FractionBits(bitDepth);
        long largest = (long)((1 << bitDepth) - 1) << fraction;
        for (int c = 0; c < shape.Channels; c++)
        {
            for (int y = 0; y < shape.Height; y++)
            {
                // Channels of few elements are the rows of one plane.
                int channel = shape.Channels == 1 ? Math.Min(y, to.Length - 1) : c;
                (long ratio, long offset) = Change(from[channel], to[channel], fraction);
                int row = codes.Row(c, y);
                ReadOnlySpan<short> source = codes.Values.AsSpan(row, shape.Width);
                Span<short> target = scaled.Values.AsSpan(row, shape.Width);
                for (int x = 0; x < target.Length; x++)
                {
                    target[x] = (short)Math.Clamp(((source[x] * ratio) + offset) >> RatioBits, 0, largest);
                }

                scaled.Values.AsSpan(row - Planes.Margin, Planes.Margin).Fill(target[0]);
                scaled.CloseRow(row);
            }

            scaled.Values.AsSpan(scaled.Row(c, 0) - Planes.Margin, scaled.Stride).CopyTo(scaled.Values.AsSpan(scaled.Row(c, -1) - Planes.Margin, scaled.Stride));
            scaled.Values.AsSpan(scaled.Row(c, 0) - Planes.Margin, scaled.Stride).CopyTo(scaled.Values.AsSpan(scaled.Row(c, -2) - Planes.Margin, scaled.Stride));
            scaled.Close(c);
        }

        return scaled;
    }

    // From a code of one range to 2^-fraction steps of another: times a ratio, plus an offset. Doubles, one operation after the other: the same on every processor.
    private (long Ratio, long Offset) Change(ValueRange from, ValueRange to, int fraction)
    {
        double width = (double)to.Maximum - to.Minimum;
        if (from == to || !(width > 0))
        {
            return (1L << (RatioBits + fraction), 0);
        }

        double scale = 1L << (RatioBits + fraction);
        double ratio = ((double)from.Maximum - from.Minimum) / width * scale;
        double offset = ((double)from.Minimum - to.Minimum) / width * ((1 << bitDepth) - 1) * scale;
        return ((long)Math.Min(ratio, 1L << 40), (long)Math.Clamp(offset, -(1L << 50), 1L << 50) + (1 << (RatioBits - 1)));
    }
}
