namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// Values of a segment's channels with a border, so that the neighbours of every element exist: two columns left and right, two rows above and one below.
/// Values within a channel fill their border as they come; the border of a channel that is whole repeats its edge.
/// </summary>
internal sealed class Planes
{
    /// <summary>Columns left of a row, and right of it.</summary>
    public const int Margin = 2;

    /// <summary>Rows above a channel.</summary>
    public const int Above = 2;

    /// <param name="channels">At least 1.</param>
    /// <param name="height">Rows of a channel.</param>
    /// <param name="width">Elements of a row.</param>
    public Planes(int channels, int height, int width)
    {
        Channels = channels;
        Height = height;
        Width = width;
        Stride = width + (2 * Margin);
        PlaneLength = checked(Stride * (height + Above + 1));
        Values = new short[checked(PlaneLength * channels)];
    }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>From a value to the one below it.</summary>
    public int Stride { get; }

    /// <summary>From a channel to the next.</summary>
    public int PlaneLength { get; }

    /// <summary>All values.</summary>
    public short[] Values { get; }

    /// <summary>Where a row begins.</summary>
    public int Row(int channel, int y) => (channel * PlaneLength) + ((y + Above) * Stride) + Margin;

    /// <summary>Sets the rows above a channel.</summary>
    public void Open(int channel, short value) => Values.AsSpan(channel * PlaneLength, Above * Stride).Fill(value);

    /// <summary>Sets what stands left of a row: what stands above.</summary>
    public void OpenRow(int row)
    {
        short above = Values[row - Stride];
        Values[row - 1] = above;
        Values[row - 2] = above;
    }

    /// <summary>Sets what stands right of a row: its last value.</summary>
    public void CloseRow(int row) => Values.AsSpan(row + Width, Margin).Fill(Values[row + Width - 1]);

    /// <summary>Sets the row below a channel: its last one.</summary>
    public void Close(int channel)
    {
        int last = Row(channel, Height - 1) - Margin;
        Values.AsSpan(last, Stride).CopyTo(Values.AsSpan(last + Stride));
    }

    /// <summary>Makes a channel one value, border included.</summary>
    public void Fill(int channel, short value) => Values.AsSpan(channel * PlaneLength, PlaneLength).Fill(value);
}
