namespace VideoFeat.Packing.Header;

/// <summary>A part of a bridge's bitstream that rides in the SEI of a carrier picture. The parts of one access unit, in order, are the bitstream.</summary>
public sealed record PayloadFragment : FeatureMessage
{
    /// <summary><see cref="FeatureUnitHeader.SequenceNumber"/> of the access unit.</summary>
    public required ulong SequenceNumber { get; init; }

    /// <summary>Which frame of its set the access unit is.</summary>
    public int FrameIndex { get; init; }

    /// <summary>Which part this is, from 0 on.</summary>
    public required int Index { get; init; }

    /// <summary>Number of parts.</summary>
    public required int Count { get; init; }

    /// <summary>Bytes of all parts together.</summary>
    public required int TotalBytes { get; init; }

    /// <summary>The bytes of this part.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }
}
