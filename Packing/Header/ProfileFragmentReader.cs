namespace VideoFeat.Packing.Header;

/// <summary>Fields to a profile fragment. Each method returns what is wrong, or null.</summary>
internal sealed class ProfileFragmentReader : MessageFields
{
    private readonly FeatureLimits _limits;
    private byte[] _hash = [];
    private int _index;
    private int _count;
    private int _total;
    private byte[] _bytes = [];

    private ProfileFragmentReader(FeatureLimits limits)
        : base("profile fragment") => _limits = limits;

    public static string? Read(ReadOnlySpan<byte> bytes, FeatureLimits limits, out FeatureMessage? message)
    {
        message = null;
        var reader = new ProfileFragmentReader(limits);
        const uint needed = (1 << HeaderFormat.Profile.Hash) | (1 << HeaderFormat.Profile.Position) | (1 << HeaderFormat.Profile.Bytes);
        if (reader.Take(bytes, needed, "hash, position or bytes are") is string fault)
        {
            return fault;
        }

        if (reader._bytes.Length > reader._total)
        {
            return $"profile fragment: {reader._bytes.Length} bytes of a profile of {reader._total}.";
        }

        message = new ProfileFragment
        {
            ProfileHash = reader._hash,
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
            case HeaderFormat.Profile.Hash:
                _hash = value.Bytes(HeaderFormat.HashBytes).ToArray();
                return value.Done ? null : "profile fragment: the hash is not 32 bytes long.";
            case HeaderFormat.Profile.Position:
                _index = value.Int();
                _count = value.Int();
                _total = value.Int();
                return value.Done && _index < _count && _count <= _total && _total <= _limits.MaxMessageBytes
                    ? null
                    : $"profile fragment: position damaged, index not below the count, more parts than bytes, or more than {_limits.MaxMessageBytes} bytes.";
            case HeaderFormat.Profile.Bytes:
                _bytes = value.Bytes((ulong)value.Left).ToArray();
                return null;
            default:
                return Unknown(tag);
        }
    }
}
