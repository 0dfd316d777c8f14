namespace VideoFeat.Comparison.Planning;

/// <summary>One codec of a plan, as it was asked for.</summary>
/// <param name="Codec">Which, by its name in <see cref="CodecCatalogue"/>.</param>
/// <param name="Name">What the results call it, unique in the plan.</param>
/// <param name="Settings">Its settings; each may have several values, of which only the points take more than one.</param>
public sealed record PlannedCodec(string Codec, string Name, IReadOnlyDictionary<string, IReadOnlyList<string>> Settings)
{
    /// <summary>A codec with its defaults.</summary>
    public static PlannedCodec Of(string codec) => new(codec, codec, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));
}
