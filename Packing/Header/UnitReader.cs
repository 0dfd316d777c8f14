using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Header;

/// <summary>Fields to a unit header. Each method returns what is wrong, or null.</summary>
internal sealed class UnitReader : MessageFields
{
    private readonly FeatureLimits _limits;
    private readonly List<QuantizerParameters> _parameters = [];
    private FeatureUnitHeader _unit = new() { ConfigurationId = 0, SequenceNumber = 0 };

    private UnitReader(FeatureLimits limits)
        : base("unit") => _limits = limits;

    public static string? Read(ReadOnlySpan<byte> bytes, FeatureLimits limits, out FeatureMessage? message)
    {
        message = null;
        var reader = new UnitReader(limits);
        const uint needed = (1 << HeaderFormat.Unit.ConfigurationId) | (1 << HeaderFormat.Unit.SequenceNumber);
        if (reader.Take(bytes, needed, "configuration id or sequence number is") is string fault)
        {
            return fault;
        }

        message = reader._unit with { Parameters = reader._parameters };
        return null;
    }

    protected override bool Repeats(byte tag) => tag == HeaderFormat.Unit.Quantizer;

    protected override string? Field(byte tag, FieldReader value)
    {
        switch (tag)
        {
            case HeaderFormat.Unit.ConfigurationId:
                _unit = _unit with { ConfigurationId = value.UInt32() };
                return value.Done ? null : "configuration id: the field is not 4 bytes long.";
            case HeaderFormat.Unit.SequenceNumber:
                _unit = _unit with { SequenceNumber = value.UInt64() };
                return value.Done ? null : "sequence number: the field is not 8 bytes long.";
            case HeaderFormat.Unit.FrameIndex:
                _unit = _unit with { FrameIndex = value.Int() };
                return value.Done && _unit.FrameIndex < _limits.MaxFramesPerSet ? null : $"frame index: damaged, or above {_limits.MaxFramesPerSet - 1}.";
            case HeaderFormat.Unit.Batch:
                _unit = _unit with { BatchIndex = value.Int(), BatchCount = value.Int() };
                return value.Done && _unit.BatchIndex < _unit.BatchCount ? null : "batch: damaged, or the index is not below the count.";
            case HeaderFormat.Unit.CaptureTime:
                _unit = _unit with { CaptureTimeNs = (long)value.UInt64() };
                return value.Done ? null : "capture time: the field is not 8 bytes long.";
            case HeaderFormat.Unit.ItemId:
                _unit = _unit with { ItemId = value.Text(HeaderFormat.MaxItemIdBytes) };
                return value.Done ? null : "item id: not UTF-8 of at most 1023 bytes without control characters.";
            case HeaderFormat.Unit.Quantizer:
                return Quantizer(value);
            case HeaderFormat.Unit.Check:
                return Check(value);
            case HeaderFormat.Unit.MaxError:
                _unit = _unit with { MaxError = value.Single() };
                return value.Done && _unit.MaxError >= 0 ? null : "largest error: the field is not 4 bytes long, or not a number of at least 0.";
            case HeaderFormat.Unit.Times:
                _unit = _unit with { Times = new SenderTimes(value.Microseconds(), value.Microseconds(), value.Microseconds(), value.Microseconds()) };
                return value.Done ? null : "times: the field is not four varints of at most 4294967295 microseconds.";
            default:
                return Unknown(tag);
        }
    }

    private string? Quantizer(FieldReader value)
    {
        if (_parameters.Count == _limits.MaxTensors)
        {
            return $"quantizer: more than {_limits.MaxTensors}.";
        }

        float[] minimum = value.Floats(_limits.MaxChannels);
        float[] maximum = value.Floats(_limits.MaxChannels);
        if (!value.Done)
        {
            return $"quantizer: the field of quantizer {_parameters.Count} is damaged, or has more than {_limits.MaxChannels} channels.";
        }

        if (QuantizerParameters.Fault(minimum, maximum) is string fault)
        {
            return $"quantizer: {fault}";
        }

        _parameters.Add(new QuantizerParameters(minimum, maximum));
        return null;
    }

    private string? Check(FieldReader value)
    {
        var kind = (CheckKind)value.Byte();
        bool hasCrc = kind is CheckKind.SourceCodes or CheckKind.DecodedCodes;
        _unit = _unit with { Check = kind, Crc = hasCrc ? value.UInt32() : 0 };
        return value.Done && (hasCrc || kind == CheckKind.PictureHash) ? null : $"check: kind {(int)kind}; allowed are 1 and 2 with 4 bytes of CRC, and 3.";
    }
}
