using System.Buffers.Binary;

namespace VideoFeat.Packing.Header;

/// <summary>Payloads of user_data_unregistered SEI messages to messages of the feature header; the mirror of <see cref="FeatureHeaderWriter"/>.</summary>
public static class FeatureHeaderReader
{
    /// <summary>Reads one payload, UUID included, emulation prevention bytes removed.</summary>
    /// <param name="payload">The whole payload: exactly one message.</param>
    /// <param name="limits">Checked before anything is allocated.</param>
    /// <param name="message">The message, on success.</param>
    /// <param name="fault">On failure null where the payload is none of ours to read (another UUID, or a message type of a later edition), else which field is
    /// wrong, what was found and what is allowed.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, FeatureLimits limits, out FeatureMessage? message, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        message = null;
        fault = null;
        if (!payload.StartsWith(HeaderFormat.Uuid))
        {
            return false;
        }

        //  0               16        17        18                 22        22 + length
        //  | UUID, 16 bytes | version | type    | length, u32       | fields   | CRC-32C of bytes 16 to here, u32 |
        if (payload.Length < HeaderFormat.HeadBytes + HeaderFormat.CrcBytes || payload.Length > limits.MaxMessageBytes)
        {
            fault = $"message: {payload.Length} bytes; allowed are {HeaderFormat.HeadBytes + HeaderFormat.CrcBytes}..{limits.MaxMessageBytes}.";
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(payload[18..]);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(payload[^HeaderFormat.CrcBytes..]);
        uint found = Crc32C.Compute(payload[16..^HeaderFormat.CrcBytes]);
        if (payload[16] != HeaderFormat.Version)
        {
            fault = $"version: {payload[16]}; this reader knows {HeaderFormat.Version}.";
        }
        else if (length != payload.Length - HeaderFormat.HeadBytes - HeaderFormat.CrcBytes)
        {
            fault = $"length: {length} bytes of fields; the message holds {payload.Length - HeaderFormat.HeadBytes - HeaderFormat.CrcBytes}.";
        }
        else if (crc != found)
        {
            fault = $"CRC: {crc:X8}; the bytes give {found:X8}.";
        }
        else
        {
            ReadOnlySpan<byte> fields = payload[HeaderFormat.HeadBytes..^HeaderFormat.CrcBytes];
            fault = payload[17] switch
            {
                HeaderFormat.ConfigurationType => ConfigurationReader.Read(fields, limits, out message),
                HeaderFormat.UnitType => UnitReader.Read(fields, limits, out message),
                HeaderFormat.FragmentType => FragmentReader.Read(fields, limits, out message),
                HeaderFormat.ProfileType => ProfileFragmentReader.Read(fields, limits, out message),
                _ => null,
            };
        }

        return message is not null;
    }

    /// <summary>Takes the next field; false at the end or where the fields are damaged (<see cref="FieldReader.Failed"/>).</summary>
    internal static bool NextField(ref FieldReader fields, out byte tag, out FieldReader value)
    {
        tag = 0;
        value = default;
        if (fields.AtEnd || fields.Failed)
        {
            return false;
        }

        tag = fields.Byte();
        value = new FieldReader(fields.Bytes(fields.Varint()));
        return !fields.Failed;
    }

    /// <summary>What to say of a field that this reader does not know: null (skip it), or a fault where it is critical.</summary>
    internal static string? Unknown(string where, byte tag) =>
        (tag & HeaderFormat.CriticalBit) == 0 ? null : $"{where}: field {tag} is critical and unknown to this reader.";
}
