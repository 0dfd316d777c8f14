namespace VideoFeat.Bridges.Transform;

/// <summary>
/// What a decoder does behind the inverse, where it helps: a filter of 3x3 for each channel, then a table of the mean true value by decoded value. Fitted
/// at one quality, used for those near it.
/// </summary>
internal sealed record Restoration
{
    /// <summary>Weights of a channel's filter: 3x3 row by row, then a constant.</summary>
    public const int FilterWeights = 10;

    /// <summary>Points of a channel's table: decoded value and mean true value of each.</summary>
    public const int Points = 16;

    /// <summary>The quality that it was fitted at: exponent in sixteenths of an octave.</summary>
    public required int Quality { get; init; }

    /// <summary>For each channel <see cref="FilterWeights"/>, on values less the channel's mean; empty: no filter.</summary>
    public required Half[] Filters { get; init; }

    /// <summary>For each channel <see cref="Points"/> pairs, rising in the first; empty: no table.</summary>
    public required Half[] Tables { get; init; }
}
