using VideoFeat.Packing;

namespace VideoFeat.Bridges;

/// <summary>One feature set out of a decoder, with what is known of it. Owns its tensors until disposed.</summary>
public sealed class DecodedFeature : IDisposable
{
    /// <summary>The tensors, original type, shape (batch of one) and axis order; null where <see cref="State"/> is <see cref="FeatureState.Lost"/>.</summary>
    public FeatureSet? Set { get; init; }

    /// <summary>Intact, unchecked or lost.</summary>
    public required FeatureState State { get; init; }

    /// <summary>Why the set is lost or unchecked; null where it is intact.</summary>
    public string? Reason { get; init; }

    /// <summary>True where the set is lost though it arrived: what came does not give what was sent. Sets that are predicted from it are lost with it.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Sequence number that the encoder gave the set.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>Position within the batch that was encoded together, 0-based.</summary>
    public int BatchIndex { get; init; }

    /// <summary>Sets in that batch; 1 where there was no batch.</summary>
    public int BatchCount { get; init; } = 1;

    /// <summary>The user's name for the item; null where none was given.</summary>
    public string? ItemId { get; init; }

    /// <summary>Capture time in nanoseconds since 1970-01-01 UTC; null where unknown.</summary>
    public long? CaptureTimeNs { get; init; }

    /// <summary>Bits of the set's access units.</summary>
    public long Bits { get; init; }

    /// <summary>Largest |x - x'| as the encoder measured it; null where it did not.</summary>
    public float? MaxError { get; init; }

    /// <summary>How long the set took at its sender; null where the stream does not say.</summary>
    public SenderTimes? SenderTimes { get; init; }

    /// <summary>How long this decoder worked on the set's access units, unpacking apart.</summary>
    public TimeSpan DecodeTime { get; init; }

    /// <summary>How long checking codes and making elements of them took.</summary>
    public TimeSpan UnpackTime { get; init; }

    /// <summary>Codes of 0..2^BitDepth-1.</summary>
    public int BitDepth { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Set?.Dispose();
}
