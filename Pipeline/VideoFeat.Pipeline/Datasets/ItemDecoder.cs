using VideoFeat.Bridges;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Datasets;

/// <summary>Access units of one item to its feature set.</summary>
internal static class ItemDecoder
{
    /// <summary>Decodes; the caller owns the set, a batch joined along its axis.</summary>
    /// <exception cref="FeatureFormatException">Damaged, or another item than the manifest means; the message says why.</exception>
    public static FeatureSet Decode(FeatureDecoder decoder, IReadOnlyList<byte[]> units, DatasetItem item, string file)
    {
        var sets = new List<DecodedFeature>();
        decoder.Restart();
        try
        {
            foreach (byte[] unit in units)
            {
                decoder.Send(unit);
                while (decoder.TryReceive(out DecodedFeature? set))
                {
                    sets.Add(set!);
                }
            }

            if (Fault(sets, item) is string fault)
            {
                throw new FeatureFormatException($"{file}: item '{item.Id}': {fault}.");
            }

            FeatureSet joined = FeatureBatch.Join(sets.Select(s => s.Set!));
            if (sets.Count == 1)
            {
                sets.Clear(); // its set is the result
            }

            return joined;
        }
        finally
        {
            sets.ForEach(s => s.Dispose());
        }
    }

    private static string? Fault(List<DecodedFeature> sets, DatasetItem item)
    {
        if (sets.FirstOrDefault(s => s.State != FeatureState.Intact) is { } bad)
        {
            return bad.Reason ?? "it is damaged";
        }

        if (sets.Count != item.Sets)
        {
            return $"{sets.Count} sets came; the manifest says {item.Sets}";
        }

        return sets.FirstOrDefault(s => s.ItemId != item.Id) is { } other
            ? $"the file holds item '{other.ItemId}' in its place"
            : null;
    }
}
