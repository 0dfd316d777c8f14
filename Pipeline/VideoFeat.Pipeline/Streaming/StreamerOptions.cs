using VideoFeat.Bridges;

namespace VideoFeat.Streaming;

/// <summary>How a <see cref="FeatureStreamer"/> codes and paces.</summary>
public sealed record StreamerOptions
{
    /// <summary>How sets are coded.</summary>
    public CodecOptions Codec { get; init; } = new();

    /// <summary>What the stream says of its origin; null says nothing.</summary>
    public StreamIdentity? Identity { get; init; }

    /// <summary>Sets a second at most; null sends as fast as the source, the encoder and the carrier go.</summary>
    public double? SetsPerSecond { get; init; }

    /// <summary>
    /// Asked before each set, with the encoder and the carrier: false leaves the set out (counted, and without a gap in the sequence numbers).
    /// A rate controller sets the encoder's target here, and learns from <see cref="FeatureStreamer.SetSent"/> what came of it. Null codes every set.
    /// </summary>
    public Func<FeatureEncoder, IUnitSender, bool>? Admit { get; init; }
}
