using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Header;

/// <summary>What holds for all access units of a stream until the next configuration: comes with every key picture.</summary>
public sealed record FeatureConfiguration : FeatureMessage
{
    private uint? _id;

    /// <summary>A configuration of these facts.</summary>
    public FeatureConfiguration()
    {
    }

    private FeatureConfiguration(FeatureConfiguration other)
        : base(other)
    {
        // The id belongs to the fields as they were read or written, so a changed copy works out its own.
        Plan = other.Plan;
        BitDepth = other.BitDepth;
        RangeMode = other.RangeMode;
        Granularity = other.Granularity;
        BridgeId = other.BridgeId;
        BridgeData = other.BridgeData;
        ModelHash = other.ModelHash;
        CutName = other.CutName;
        ProfileHash = other.ProfileHash;
        Exact = other.Exact;
    }

    /// <summary>Tensors, regions, channel orders, frame size and frames a set.</summary>
    public required PackPlan Plan { get; init; }

    /// <summary>Bits of a code: 8, 10 or 12.</summary>
    public required int BitDepth { get; init; }

    /// <summary>How the sender found its ranges; informs only.</summary>
    public RangeMode RangeMode { get; init; } = RangeMode.MinMax;

    /// <summary>What shares a range; informs only, as each unit states its ranges.</summary>
    public Granularity Granularity { get; init; } = Granularity.PerTensor;

    /// <summary>Which bridge coded the stream: 1 is HEVC; docs/formats/feature-sei.md lists the others.</summary>
    public byte BridgeId { get; init; } = 1;

    /// <summary>What that bridge alone understands, at most 65535 bytes.</summary>
    public ReadOnlyMemory<byte> BridgeData { get; init; }

    /// <summary>SHA-256 of the network's file, 32 bytes, or empty where unknown.</summary>
    public ReadOnlyMemory<byte> ModelHash { get; init; }

    /// <summary>Where the network was cut (the tensor's name in the model); UTF-8 of at most 255 bytes; may be empty.</summary>
    public string CutName { get; init; } = "";

    /// <summary>SHA-256 of the profile or bundle that both ends must have, 32 bytes, or empty where none is needed.</summary>
    public ReadOnlyMemory<byte> ProfileHash { get; init; }

    /// <summary>Where the plan's tensors are the byte planes of others (<see cref="BytePlanes"/>): those others, one each, a batch counting as 1; else empty.</summary>
    public IReadOnlyList<TensorSpec> Exact { get; init; } = [];

    /// <summary>CRC-32C of the serialized fields; units name the configuration that they belong to by it.</summary>
    public uint Id
    {
        get => _id ??= Crc32C.Compute(FeatureHeaderWriter.Fields(this));
        internal init => _id = value;
    }

    /// <summary>Why a unit cannot belong to this configuration; null where it can.</summary>
    public string? Fault(FeatureUnitHeader unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.ConfigurationId != Id)
        {
            return $"the unit belongs to configuration {unit.ConfigurationId:X8}; this is {Id:X8}.";
        }

        if (unit.FrameIndex >= Plan.FramesPerSet)
        {
            return $"frame index is {unit.FrameIndex}; a set has {Plan.FramesPerSet} frames.";
        }

        if (unit.Parameters.Count == 0)
        {
            return unit.FrameIndex == 0 && Plan.Kind != LayoutKind.Payload ? "frame 0 of a set states no quantizer." : null;
        }

        if (unit.Parameters.Count != Plan.Tensors.Count)
        {
            return $"the unit states {unit.Parameters.Count} quantizers; a set has {Plan.Tensors.Count} tensors.";
        }

        for (int i = 0; i < unit.Parameters.Count; i++)
        {
            if (!unit.Parameters[i].Fits(Plan.Geometries[i].Channels))
            {
                return $"quantizer {i} has {unit.Parameters[i].Minimum.Length} minima and {unit.Parameters[i].Maximum.Length} maxima; "
                    + $"tensor '{Plan.Tensors[i].Name}' has {Plan.Geometries[i].Channels} channels.";
            }
        }

        return null;
    }
}
