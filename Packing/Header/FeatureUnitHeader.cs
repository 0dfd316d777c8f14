using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Header;

/// <summary>What belongs to one access unit: one comes with each.</summary>
public sealed record FeatureUnitHeader : FeatureMessage
{
    /// <summary><see cref="FeatureConfiguration.Id"/> of the configuration that this unit belongs to.</summary>
    public required uint ConfigurationId { get; init; }

    /// <summary>Number of the access unit in its stream, from 0 on; a unit seen twice is a duplicate, a number left out a loss.</summary>
    public required ulong SequenceNumber { get; init; }

    /// <summary>Which frame of its set this is, from 0 on.</summary>
    public int FrameIndex { get; init; }

    /// <summary>Which set of its batch this is, from 0 on.</summary>
    public int BatchIndex { get; init; }

    /// <summary>Sets of the batch, at least 1.</summary>
    public int BatchCount { get; init; } = 1;

    /// <summary>Capture time in nanoseconds since 1970-01-01 UTC; null where unknown.</summary>
    public long? CaptureTimeNs { get; init; }

    /// <summary>What the user calls this item, UTF-8 of at most 1023 bytes; null where it has no name.</summary>
    public string? ItemId { get; init; }

    /// <summary>The quantizer of each tensor: in frame 0 of a set always, in others where the sender repeats them; else empty.</summary>
    public IReadOnlyList<QuantizerParameters> Parameters { get; init; } = [];

    /// <summary>What vouches for the frame.</summary>
    public CheckKind Check { get; init; }

    /// <summary>CRC-32C of the luma plane (<see cref="Crc32C.OfPlane"/>: rows of FrameWidth samples as they lie in memory, low byte first);
    /// of a payload layout CRC-32C of the codes, tensor after tensor, channel after channel, one byte a code at 8 bit, else two, low byte first;
    /// 0 for <see cref="CheckKind.None"/> and <see cref="CheckKind.PictureHash"/>.</summary>
    public uint Crc { get; init; }

    /// <summary>Largest |source - decoded| of the set that the sender measured, in the source's units; null where it did not.</summary>
    public float? MaxError { get; init; }

    /// <summary>How long the set took at its sender, whole microseconds; null where the sender does not say.</summary>
    public SenderTimes? Times { get; init; }
}
