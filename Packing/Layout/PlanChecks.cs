namespace VideoFeat.Packing.Layout;

/// <summary>What a plan must fulfil, whoever made it. Nothing is allocated that the checked numbers have not bounded.</summary>
internal static class PlanChecks
{
    /// <summary>For our own plans, whose sizes the layout options have bounded.</summary>
    public static FeatureLimits Anything { get; } = new()
    {
        MaxElements = long.MaxValue,
        MaxChannels = int.MaxValue,
        MaxFrameWidth = LayoutOptions.MostSide,
        MaxFrameHeight = LayoutOptions.MostSide,
    };

    public static string? Fault(
        LayoutKind kind, IReadOnlyList<TensorSpec> tensors, IReadOnlyList<TileRegion> regions, IReadOnlyList<int[]?> orders,
        int width, int height, int frames, FeatureLimits limits)
    {
        if (kind is < LayoutKind.Tiled or > LayoutKind.Payload)
        {
            return $"layout kind is {(int)kind}; the kinds are 1..3.";
        }

        int widest = Math.Min(limits.MaxFrameWidth, LayoutOptions.MostSide);
        int highest = Math.Min(limits.MaxFrameHeight, LayoutOptions.MostSide);
        if (width < 1 || width > widest || height < 1 || height > highest)
        {
            return $"frame size is {width}x{height}; allowed are 1x1 to {widest}x{highest}.";
        }

        if (frames < 1 || frames > limits.MaxFramesPerSet)
        {
            return $"frames per set is {frames}; allowed are 1..{limits.MaxFramesPerSet}.";
        }

        return TensorFault(tensors, limits)
            ?? OrderFault(tensors, orders)
            ?? (kind == LayoutKind.Payload
                ? regions.Count == 0 ? null : $"a payload layout states {regions.Count} regions; it has none."
                : RegionFault(tensors, regions, width, height, frames) ?? OverlapFault(tensors, regions));
    }

    private static string? TensorFault(IReadOnlyList<TensorSpec> tensors, FeatureLimits limits)
    {
        if (tensors.Count < 1 || tensors.Count > Math.Min(255, limits.MaxTensors))
        {
            return $"the set has {tensors.Count} tensors; allowed are 1..{Math.Min(255, limits.MaxTensors)}.";
        }

        long elements = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (TensorSpec tensor in tensors)
        {
            if (ChannelGeometry.Fault(tensor) is string fault)
            {
                return fault;
            }

            elements += tensor.Shape.Elements;
            int channels = ChannelGeometry.Of(tensor).Channels;
            if (!names.Add(tensor.Name))
            {
                return $"two tensors are named '{tensor.Name}'.";
            }

            if (tensor.Batch != 1)
            {
                return $"tensor '{tensor.Name}' has a batch of {tensor.Batch}; a set holds 1.";
            }

            if (channels > limits.MaxChannels)
            {
                return $"tensor '{tensor.Name}' has {channels} channels; the limit is {limits.MaxChannels}.";
            }
        }

        return elements > limits.MaxElements ? $"the set has {elements} elements; the limit is {limits.MaxElements}." : null;
    }

    private static string? OrderFault(IReadOnlyList<TensorSpec> tensors, IReadOnlyList<int[]?> orders)
    {
        if (orders.Count != tensors.Count)
        {
            return $"{orders.Count} channel orders for {tensors.Count} tensors.";
        }

        for (int i = 0; i < tensors.Count; i++)
        {
            if (orders[i] is not int[] order)
            {
                continue;
            }

            int channels = ChannelGeometry.Of(tensors[i]).Channels;
            var seen = new bool[Math.Min(channels, order.Length)];
            if (order.Length != channels || !Array.TrueForAll(order, c => c >= 0 && c < seen.Length && !seen[c] && (seen[c] = true)))
            {
                return $"the channel order of tensor '{tensors[i].Name}' is not a permutation of its {channels} channels.";
            }
        }

        return null;
    }

    private static string? RegionFault(IReadOnlyList<TensorSpec> tensors, IReadOnlyList<TileRegion> regions, int width, int height, int frames)
    {
        if (regions.Count != tensors.Count)
        {
            return $"{regions.Count} regions for {tensors.Count} tensors.";
        }

        for (int i = 0; i < regions.Count; i++)
        {
            TileRegion r = regions[i];
            string name = $"the region of tensor '{tensors[i].Name}'";
            if (r.TileWidth < 1 || r.TileHeight < 1 || r.StrideX < r.TileWidth || r.StrideY < r.TileHeight || r.Columns < 1 || r.RowsPerFrame < 1
                || r.OriginX < 0 || r.OriginY < 0 || r.FirstFrame < 0)
            {
                return $"{name} has an impossible size: {r}.";
            }

            if (r.OriginX + ((long)r.Columns * r.StrideX) > width || r.OriginY + ((long)r.RowsPerFrame * r.StrideY) > height)
            {
                return $"{name} leaves the frame of {width}x{height}: {r}.";
            }

            ChannelGeometry geometry = ChannelGeometry.Of(tensors[i]);
            long tiles = (long)geometry.Channels * TensorRegion.BandsOf(geometry, r);
            long perFrame = (long)r.Columns * r.RowsPerFrame;
            if (r.FirstFrame + ((tiles - 1) / perFrame) >= frames)
            {
                return $"{name} needs {((tiles - 1) / perFrame) + 1} frames from frame {r.FirstFrame} on; the set has {frames}.";
            }
        }

        return null;
    }

    private static string? OverlapFault(IReadOnlyList<TensorSpec> tensors, IReadOnlyList<TileRegion> regions)
    {
        TensorRegion[] maps = [.. regions.Select((r, i) => new TensorRegion(ChannelGeometry.Of(tensors[i]), r, null))];
        for (int i = 0; i < maps.Length; i++)
        {
            for (int j = i + 1; j < maps.Length; j++)
            {
                if (Overlap(maps[i], maps[j]))
                {
                    return $"the regions of tensors '{tensors[i].Name}' and '{tensors[j].Name}' overlap: {regions[i]}, {regions[j]}.";
                }
            }
        }

        return null;
    }

    /// <summary>All frames but a region's last are full, so two regions that overlap at all do so in the first frame that they share.</summary>
    private static bool Overlap(TensorRegion a, TensorRegion b)
    {
        int shared = Math.Max(a.Region.FirstFrame, b.Region.FirstFrame);
        (Rectangle aRows, Rectangle aLast) = a.CellsIn(shared);
        (Rectangle bRows, Rectangle bLast) = b.CellsIn(shared);
        return aRows.Overlaps(bRows) || aRows.Overlaps(bLast) || aLast.Overlaps(bRows) || aLast.Overlaps(bLast);
    }
}
