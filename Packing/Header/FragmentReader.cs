namespace VideoFeat.Packing.Header;

/// <summary>Fields to a payload fragment. Each method returns what is wrong, or null.</summary>
internal sealed class FragmentReader : MessageFields
{
    private readonly FeatureLimits _limits;
    private ulong _sequence;
    private int _frame;
    private int _index;
    private int _count;
    private int _total;
    private byte[] _bytes = [];

    private FragmentReader(FeatureLimits limits)
        : base("fragment") => _limits = limits;

    public static string? Read(ReadOnlySpan<byte> bytes, FeatureLimits limits, out FeatureMessage? message)
    {
        message = null;
        var reader = new FragmentReader(limits);
        const uint needed = (1 << HeaderFormat.Fragment.SequenceNumber) | (1 << HeaderFormat.Fragment.Position) | (1 << HeaderFormat.Fragment.Bytes);
        if (reader.Take(bytes, needed, "sequence number, position or bytes are") is string fault)
        {
            return fault;
        }

        if (reader._bytes.Length > reader._total)
        {
            return $"fragment: {reader._bytes.Length} bytes of a payload of {reader._total}.";
        }

        message = new PayloadFragment
        {
            SequenceNumber = reader._sequence,
            FrameIndex = reader._frame,
            Index = reader._index,
            Count = reader._count,
            TotalBytes = reader._total,
            Bytes = reader._bytes,
        };
        return null;
    }

    protected override string? Field(byte tag, FieldReader value)
    {
        switch (tag)
        {
            case HeaderFormat.Fragment.SequenceNumber:
                _sequence = value.UInt64();
                return value.Done ? null : "sequence number: the field is not 8 bytes long.";
            case HeaderFormat.Fragment.FrameIndex:
                _frame = value.Int();
                return value.Done && _frame < _limits.MaxFramesPerSet ? null : $"frame index: damaged, or above {_limits.MaxFramesPerSet - 1}.";
            case HeaderFormat.Fragment.Position:
                _index = value.Int();
                _count = value.Int();
                _total = value.Int();
                return value.Done && _index < _count && _total <= _limits.MaxMessageBytes
                    ? null
                    : $"position: damaged, the index is not below the count, or the total is above {_limits.MaxMessageBytes} bytes.";
            case HeaderFormat.Fragment.Bytes:
                _bytes = value.Bytes((ulong)value.Left).ToArray();
                return null;
            default:
                return Unknown(tag);
        }
    }
}
