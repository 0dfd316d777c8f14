using VideoFeat.Comparison.Results;
using VideoFeat.Packing;

namespace VideoFeat.Comparison.Running;

/// <summary>An item whose features are made when they are first wanted. Owns them until disposed.</summary>
internal sealed class LoadedItem(ItemSource source, ComparisonNetwork? network, ComparisonCache cache) : IDisposable
{
    private IReadOnlyList<SourceSet>? _sets;

    public ItemSource Source => source;

    public IReadOnlyList<SourceSet> Sets(CancellationToken cancellation) => _sets ??= source.Load(cancellation);

    /// <summary>What the results say of it; null where it cannot be read, with the reason in one line.</summary>
    public ItemEntry? TryEntry(CancellationToken cancellation, out string? reason)
    {
        reason = null;
        try
        {
            return Entry(cancellation);
        }
        catch (Exception e) when (e is FeatureFormatException or IOException)
        {
            reason = e.Message.ReplaceLineEndings(" ");
            return null;
        }
    }

    /// <summary>The same; out of the cache where it is there.</summary>
    private ItemEntry Entry(CancellationToken cancellation)
    {
        string key = ContentHash.Of("item 1", source.Key, network?.Key ?? "");
        if (cache.Find<ItemEntry>("items", key) is ItemEntry known)
        {
            return known with { Item = known.Item with { Id = source.Id, Group = source.Group } };
        }

        ItemEntry entry = Describe(source, Sets(cancellation), network);
        cache.Keep("items", key, entry);
        return entry;
    }

    /// <summary>What the results say of an item.</summary>
    public static ItemEntry Describe(ItemSource source, IReadOnlyList<SourceSet> sets, ComparisonNetwork? network)
    {
        (double low, double high) = Range(sets);
        return new ItemEntry(
            new ComparedItem
            {
                Id = source.Id,
                Group = source.Group,
                Sha256 = ContentHash.Of(sets.Select(s => s.Features)),
                Sets = sets.Count,
                Tensors = [.. sets[0].Features.Select(t => new ItemTensor(t.Name, [.. Channels(t)]))],
                Elements = sets.Sum(s => s.Features.Elements),
                Minimum = low,
                Maximum = high,
                Labelled = sets.All(s => s.Label is not null || s.Objects is not null),
            },
            network is null ? [] : [.. sets.Select(network.Reference)]);
    }

    public void Dispose()
    {
        foreach (SourceSet set in _sets ?? [])
        {
            set.Dispose();
        }
    }

    private static int[] Channels(FeatureTensor tensor)
    {
        ChannelGeometry geometry = ChannelGeometry.Of(tensor.Spec);
        return [geometry.Channels, geometry.Height, geometry.Width];
    }

    // Not finite values stay out: JSON has none, and the cells say that they were refused.
    private static (double Low, double High) Range(IReadOnlyList<SourceSet> sets)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (FeatureTensor tensor in sets.SelectMany(s => s.Features))
        {
            foreach (float v in tensor.Floats)
            {
                low = float.IsFinite(v) ? Math.Min(low, v) : low;
                high = float.IsFinite(v) ? Math.Max(high, v) : high;
            }
        }

        return low <= high ? (low, high) : (0, 0);
    }
}
