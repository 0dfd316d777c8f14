namespace VideoFeat.Comparison.Results;

/// <summary>How large a coded item is. Bits per element are 8 · bytes / elements, padding not counted as elements.</summary>
public sealed record CodedSize
{
    /// <summary>All bytes needed to restore: slices or payload, parameter sets, descriptions (ranges, shapes). No container.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>What a file has beside these: for a stream of ours what MP4 adds to its access units; 0 for a coder whose own file was counted.</summary>
    public required long ContainerBytes { get; init; }

    /// <summary>Of the total, what says how to read it: parameter sets, SEI headers, ranges and shapes.</summary>
    public required long DescriptionBytes { get; init; }

    /// <summary>Bytes on the wire over RTP, with RTP 12 + UDP 8 + IPv4 20 a packet; null where no RTP payload exists for it.</summary>
    public long? WireBytes { get; init; }

    /// <summary>8 · <see cref="TotalBytes"/> / elements.</summary>
    public required double BitsPerElement { get; init; }

    /// <summary>The same with the container.</summary>
    public required double BitsPerElementFile { get; init; }

    /// <summary>The same of <see cref="WireBytes"/>.</summary>
    public double? BitsPerElementWire { get; init; }
}
