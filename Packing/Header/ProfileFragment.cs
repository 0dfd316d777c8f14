namespace VideoFeat.Packing.Header;

/// <summary>A part of a profile file that travels in the stream. The parts, in order, are the file; they may come in one access unit or in several.</summary>
public sealed record ProfileFragment : FeatureMessage
{
    /// <summary>SHA-256 of the whole file, 32 bytes: what <see cref="FeatureConfiguration.ProfileHash"/> says.</summary>
    public required ReadOnlyMemory<byte> ProfileHash { get; init; }

    /// <summary>Which part this is, from 0 on.</summary>
    public required int Index { get; init; }

    /// <summary>Number of parts.</summary>
    public required int Count { get; init; }

    /// <summary>Bytes of all parts together.</summary>
    public required int TotalBytes { get; init; }

    /// <summary>The bytes of this part.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }
}
