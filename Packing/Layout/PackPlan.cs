namespace VideoFeat.Packing.Layout;

/// <summary>The layout of a feature set: where every element of every tensor lies in the set's frames. Immutable; made by pure functions.</summary>
public sealed class PackPlan
{
    private readonly TensorRegion[] _maps;

    internal PackPlan(
        LayoutKind kind, IReadOnlyList<TensorSpec> tensors, IReadOnlyList<TileRegion> regions, IReadOnlyList<int[]?> orders, int width, int height, int frames)
    {
        Kind = kind;
        Tensors = [.. tensors];
        Regions = [.. regions];
        ChannelOrders = [.. orders];
        FrameWidth = width;
        FrameHeight = height;
        FramesPerSet = frames;
        Geometries = [.. tensors.Select(ChannelGeometry.Of)];
        Elements = Geometries.Sum(g => (long)g.Elements);
        _maps = [.. Regions.Select((region, i) => new TensorRegion(Geometries[i], region, ChannelOrders[i]))];
    }

    /// <summary>Tiled, a channel a frame, or payload only.</summary>
    public LayoutKind Kind { get; }

    /// <summary>Samples of a row, the same for all frames of a stream.</summary>
    public int FrameWidth { get; }

    /// <summary>Rows of a frame, the same for all frames of a stream.</summary>
    public int FrameHeight { get; }

    /// <summary>Frames that hold one feature set, at least 1.</summary>
    public int FramesPerSet { get; }

    /// <summary>Where each tensor's tiles lie, in the order of <see cref="Tensors"/>; empty for <see cref="LayoutKind.Payload"/>.</summary>
    public IReadOnlyList<TileRegion> Regions { get; }

    /// <summary>The tensors of one set: batch axes, where there are any, are 1.</summary>
    public IReadOnlyList<TensorSpec> Tensors { get; }

    /// <summary>Each tensor as channels of HxW.</summary>
    public IReadOnlyList<ChannelGeometry> Geometries { get; }

    /// <summary>For each tensor the channel at each tile position; null for the natural order.</summary>
    public IReadOnlyList<int[]?> ChannelOrders { get; }

    /// <summary>Elements of one set, all tensors together. Padding does not count.</summary>
    public long Elements { get; }

    /// <summary>The regions with what follows from them, for the loops.</summary>
    internal IReadOnlyList<TensorRegion> Maps => _maps;

    /// <summary>Samples of all frames of one set.</summary>
    public long SamplesPerSet => (long)FrameWidth * FrameHeight * FramesPerSet;

    /// <summary>Bytes of all luma planes of one set: one byte a sample at 8 bit, two otherwise.</summary>
    public long BytesPerSet(int bitDepth) => SamplesPerSet * (bitDepth > 8 ? 2 : 1);

    /// <summary>Plans frames for sets of these tensors; batch axes are taken as 1.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the set cannot be laid out within them.</exception>
    public static PackPlan Create(IReadOnlyList<TensorSpec> tensors, LayoutOptions options)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(options);
        if (tensors.Count == 0)
        {
            throw new ArgumentException("A feature set holds at least one tensor.", nameof(tensors));
        }

        options.Validate(tensors.Count);
        TensorSpec[] single = [.. tensors.Select(t => t.SingleSet)];
        TileShape[] tiles = [.. single.Select(t => TileShape.Of(ChannelGeometry.Of(t), options))];
        Sheet sheet = options.Kind == LayoutKind.ChannelPerFrame ? Sheet.FramePerTile(tiles) : SheetSearch.Best(tiles, options);
        return FromRegions(
            options.Kind, single, sheet.Regions, options.ChannelOrders, options.PaddedWidth(sheet.Width), options.PaddedHeight(sheet.Height), sheet.Frames,
            PlanChecks.Anything, fault => new ArgumentException(fault, nameof(tensors)));
    }

    /// <summary>A plan without regions, for bridges whose bitstream travels in payload fragments: the picture of this size only carries it.</summary>
    public static PackPlan ForPayload(IReadOnlyList<TensorSpec> tensors, int frameWidth, int frameHeight)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        TensorSpec[] single = [.. tensors.Select(t => t.SingleSet)];
        return FromRegions(
            LayoutKind.Payload, single, [], null, frameWidth, frameHeight, 1, PlanChecks.Anything, fault => new ArgumentException(fault, nameof(tensors)));
    }

    /// <summary>The plan that a stream states. Everything is checked against <paramref name="limits"/> before anything is allocated.</summary>
    /// <exception cref="FeatureFormatException">A region leaves the frame, two overlap, an order is no permutation, a limit is exceeded.</exception>
    public static PackPlan FromRegions(
        LayoutKind kind, IReadOnlyList<TensorSpec> tensors, IReadOnlyList<TileRegion> regions, IReadOnlyList<int[]?>? channelOrders,
        int frameWidth, int frameHeight, int framesPerSet, FeatureLimits limits) =>
        FromRegions(
            kind, tensors, regions, channelOrders, frameWidth, frameHeight, framesPerSet, limits, fault => new FeatureFormatException($"Layout: {fault}"));

    /// <summary>As <c>FromRegions</c>,
    /// but says what is wrong instead of throwing.</summary>
    public static bool TryFromRegions(
        LayoutKind kind, IReadOnlyList<TensorSpec> tensors, IReadOnlyList<TileRegion> regions, IReadOnlyList<int[]?>? channelOrders,
        int frameWidth, int frameHeight, int framesPerSet, FeatureLimits limits, out PackPlan? plan, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(regions);
        ArgumentNullException.ThrowIfNull(limits);
        channelOrders ??= new int[]?[tensors.Count];
        fault = PlanChecks.Fault(kind, tensors, regions, channelOrders, frameWidth, frameHeight, framesPerSet, limits);
        plan = fault is null ? new PackPlan(kind, tensors, regions, channelOrders, frameWidth, frameHeight, framesPerSet) : null;
        return fault is null;
    }

    /// <summary>Frame of the set, row and column of one element: the definition, not the fast way.</summary>
    public (int Frame, int Row, int Column) Locate(int tensor, int channel, int y, int x) => _maps[tensor].Locate(channel, y, x);

    private static PackPlan FromRegions(
        LayoutKind kind, IReadOnlyList<TensorSpec> tensors, IReadOnlyList<TileRegion> regions, IReadOnlyList<int[]?>? channelOrders,
        int frameWidth, int frameHeight, int framesPerSet, FeatureLimits limits, Func<string, Exception> error) =>
        TryFromRegions(
            kind, tensors, regions, channelOrders, frameWidth, frameHeight, framesPerSet, limits, out PackPlan? plan, out string? fault)
            ? plan!
            : throw error(fault!);
}
