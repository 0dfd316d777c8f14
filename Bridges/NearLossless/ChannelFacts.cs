namespace VideoFeat.Bridges.NearLossless;

/// <summary>What a stream says of a channel before its elements.</summary>
/// <param name="Index">Which channel of its segment.</param>
/// <param name="Kind">How its elements are coded.</param>
/// <param name="Mode">Its most frequent code.</param>
/// <param name="References">The earlier channels that are most like it.</param>
internal readonly record struct ChannelFacts(int Index, ChannelKind Kind, int Mode, ChannelReferences References);

/// <summary>How a channel's elements are coded.</summary>
internal enum ChannelKind
{
    /// <summary>All elements are the mode.</summary>
    Constant = 0,

    /// <summary>Each element is a difference to its prediction.</summary>
    Predicted = 1,

    /// <summary>Each element first says whether it is the mode: sparse channels.</summary>
    Mixed = 2,
}
