using System.Numerics;

namespace VideoFeat.Packing.Layout;

/// <summary>What a layout may look like. All sizes in samples.</summary>
public sealed record LayoutOptions
{
    /// <summary>Widest and highest frame of any layout: twice what HEVC level 6.2 codes, and small enough that a plane fits one span.</summary>
    internal const int MostSide = 1 << 14;

    /// <summary>Tiled (default) or one channel a frame.</summary>
    public LayoutKind Kind { get; init; } = LayoutKind.Tiled;

    /// <summary>Tiles start on multiples of this, a power of two of 1..64; default 1, which codes smallest (docs/adr/0005-tiles-unaligned.md).
    /// Tiles smaller than it share a unit: they start on multiples of the next power of two of their own size.</summary>
    public int TileAlignment { get; init; } = 1;

    /// <summary>Widest frame; default 8192, HEVC level 6.2. Wider channels are folded.</summary>
    public int MaxWidth { get; init; } = 8192;

    /// <summary>Highest frame; default 4320, HEVC level 6.2. Higher channels are cut into bands.</summary>
    public int MaxHeight { get; init; } = 4320;

    /// <summary>Narrowest frame; default 64 (x265 3.5 refuses sides below 16, hardware wants more).</summary>
    public int MinWidth { get; init; } = 64;

    /// <summary>Lowest frame; default 64.</summary>
    public int MinHeight { get; init; } = 64;

    /// <summary>Width and height are multiples of this, a power of two of 2..64; default 8: 4:2:0 needs an even size, and a multiple of the
    /// smallest coding unit leaves nothing to crop, so that the codec's picture hash covers exactly the frame.</summary>
    public int SizeMultiple { get; init; } = 8;

    /// <summary>For each tensor the channel at each tile position, or null for the natural order. Null: natural order everywhere.</summary>
    public IReadOnlyList<int[]?>? ChannelOrders { get; init; }

    /// <summary>The widest frame that alignment and size multiple allow.</summary>
    internal int UsableWidth => MaxWidth / Unit * Unit;

    /// <summary>The highest frame that alignment and size multiple allow.</summary>
    internal int UsableHeight => MaxHeight / Unit * Unit;

    private int Unit => Math.Max(TileAlignment, SizeMultiple);

    /// <summary>A sheet's width raised to the smallest and to the next multiple.</summary>
    internal int PaddedWidth(int width) => (int)TileShape.RoundUp(Math.Max(width, MinWidth), SizeMultiple);

    /// <summary>A sheet's height raised to the smallest and to the next multiple.</summary>
    internal int PaddedHeight(int height) => (int)TileShape.RoundUp(Math.Max(height, MinHeight), SizeMultiple);

    /// <exception cref="ArgumentException">All faults, each with value and range.</exception>
    internal void Validate(int tensors)
    {
        var faults = new List<string>();
        void Check(bool good, string fault)
        {
            if (!good)
            {
                faults.Add(fault);
            }
        }

        int unit = Math.Max(1, Unit);
        Check(Kind is LayoutKind.Tiled or LayoutKind.ChannelPerFrame, $"Kind is {Kind}; it must be Tiled or ChannelPerFrame");
        Check(TileAlignment is >= 1 and <= 64 && BitOperations.IsPow2(TileAlignment), $"TileAlignment is {TileAlignment}; it must be a power of two of 1..64");
        Check(SizeMultiple is >= 2 and <= 64 && BitOperations.IsPow2(SizeMultiple), $"SizeMultiple is {SizeMultiple}; it must be a power of two of 2..64");
        Check(MaxWidth >= unit && MaxWidth <= MostSide, $"MaxWidth is {MaxWidth}; it must be {unit}..{MostSide}");
        Check(MaxHeight >= unit && MaxHeight <= MostSide, $"MaxHeight is {MaxHeight}; it must be {unit}..{MostSide}");
        Check(MinWidth >= 1 && MinWidth <= MaxWidth / unit * unit, $"MinWidth is {MinWidth}; it must be 1..{MaxWidth / unit * unit}");
        Check(MinHeight >= 1 && MinHeight <= MaxHeight / unit * unit, $"MinHeight is {MinHeight}; it must be 1..{MaxHeight / unit * unit}");
        Check(ChannelOrders is null || ChannelOrders.Count == tensors, $"ChannelOrders has {ChannelOrders?.Count} entries; the set has {tensors} tensors");
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Layout options: {string.Join("; ", faults)}.");
        }
    }
}
