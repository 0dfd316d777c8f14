using System.Buffers;
using System.Buffers.Binary;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Header;

/// <summary>Messages to the payloads of user_data_unregistered SEI messages (UUID first; emulation prevention is the NAL writer's work).</summary>
public static class FeatureHeaderWriter
{
    /// <summary>The payload of a message.</summary>
    /// <exception cref="ArgumentException">A text, hash or opaque part has a length that the format does not allow; the message names it.</exception>
    public static byte[] Write(FeatureMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(message, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Appends the payload of a message.</summary>
    /// <inheritdoc cref="Write(FeatureMessage)"/>
    public static void Write(FeatureMessage message, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(destination);
        (byte type, byte[] fields) = message switch
        {
            FeatureConfiguration configuration => (HeaderFormat.ConfigurationType, Fields(configuration)),
            FeatureUnitHeader unit => (HeaderFormat.UnitType, Fields(unit)),
            ProfileFragment profile => (HeaderFormat.ProfileType, Fields(profile)),
            _ => (HeaderFormat.FragmentType, Fields((PayloadFragment)message)),
        };

        //  0               16        17        18                 22        22 + length
        //  | UUID, 16 bytes | version | type    | length, u32       | fields   | CRC-32C of bytes 16 to here, u32 |
        int length = HeaderFormat.HeadBytes + fields.Length + HeaderFormat.CrcBytes;
        Span<byte> payload = destination.GetSpan(length)[..length];
        HeaderFormat.Uuid.CopyTo(payload);
        payload[16] = HeaderFormat.Version;
        payload[17] = type;
        BinaryPrimitives.WriteInt32LittleEndian(payload[18..], fields.Length);
        fields.CopyTo(payload[HeaderFormat.HeadBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[^HeaderFormat.CrcBytes..], Crc32C.Compute(payload[16..^HeaderFormat.CrcBytes]));
        destination.Advance(length);
    }

    /// <summary>The fields of a configuration, over which its id is taken.</summary>
    internal static byte[] Fields(FeatureConfiguration configuration)
    {
        PackPlan plan = configuration.Plan;
        var writer = new FieldWriter();
        writer.Field(HeaderFormat.Configuration.Picture, f => f
            .Byte((byte)configuration.BitDepth).Byte((byte)plan.Kind).Varint(plan.FrameWidth).Varint(plan.FrameHeight).Varint(plan.FramesPerSet));
        foreach (TensorSpec tensor in plan.Tensors)
        {
            writer.Field(HeaderFormat.Configuration.Tensor, f => TensorField.Write(f, tensor));
        }

        foreach (TileRegion r in plan.Regions)
        {
            writer.Field(HeaderFormat.Configuration.Region, f => f
                .Varint(r.FirstFrame).Varint(r.OriginX).Varint(r.OriginY).Varint(r.TileWidth).Varint(r.TileHeight)
                .Varint(r.StrideX).Varint(r.StrideY).Varint(r.Columns).Varint(r.RowsPerFrame));
        }

        for (int i = 0; i < plan.ChannelOrders.Count; i++)
        {
            if (plan.ChannelOrders[i] is int[] order)
            {
                writer.Field(HeaderFormat.Configuration.ChannelOrder, f => Array.ForEach([i, .. order], n => f.Varint(n)));
            }
        }

        writer.Field(HeaderFormat.Configuration.Quantizer, f => f.Byte((byte)configuration.RangeMode).Byte((byte)configuration.Granularity));
        writer.Field(HeaderFormat.Configuration.Bridge, f => f
            .Byte(configuration.BridgeId).Bytes(Opaque(configuration.BridgeData, HeaderFormat.MaxBridgeBytes, "bridge data")));
        Hash(writer, HeaderFormat.Configuration.ModelHash, configuration.ModelHash, "model hash");
        if (configuration.CutName.Length > 0)
        {
            writer.Field(HeaderFormat.Configuration.CutName, f => f.Text(configuration.CutName, HeaderFormat.MaxNameBytes, "cut name"));
        }

        Hash(writer, HeaderFormat.Configuration.ProfileHash, configuration.ProfileHash, "profile hash");
        foreach (TensorSpec tensor in configuration.Exact)
        {
            writer.Field(HeaderFormat.Configuration.Exact, f => TensorField.Write(f, tensor));
        }

        return writer.Written.ToArray();
    }

    private static byte[] Fields(FeatureUnitHeader unit)
    {
        var writer = new FieldWriter();
        writer.Field(HeaderFormat.Unit.ConfigurationId, f => f.UInt32(unit.ConfigurationId));
        writer.Field(HeaderFormat.Unit.SequenceNumber, f => f.UInt64(unit.SequenceNumber));
        if (unit.FrameIndex != 0)
        {
            writer.Field(HeaderFormat.Unit.FrameIndex, f => f.Varint(unit.FrameIndex));
        }

        if ((unit.BatchIndex, unit.BatchCount) != (0, 1))
        {
            writer.Field(HeaderFormat.Unit.Batch, f => f.Varint(unit.BatchIndex).Varint(unit.BatchCount));
        }

        if (unit.CaptureTimeNs is long time)
        {
            writer.Field(HeaderFormat.Unit.CaptureTime, f => f.UInt64((ulong)time));
        }

        if (unit.ItemId is string item)
        {
            writer.Field(HeaderFormat.Unit.ItemId, f => f.Text(item, HeaderFormat.MaxItemIdBytes, "item id"));
        }

        foreach (QuantizerParameters p in unit.Parameters)
        {
            writer.Field(HeaderFormat.Unit.Quantizer, f => f.Floats(p.Minimum).Floats(p.Maximum));
        }

        if (unit.Check != CheckKind.None)
        {
            writer.Field(HeaderFormat.Unit.Check, f => _ = unit.Check == CheckKind.PictureHash
                ? f.Byte((byte)unit.Check)
                : f.Byte((byte)unit.Check).UInt32(unit.Crc));
        }

        if (unit.MaxError is float error)
        {
            writer.Field(HeaderFormat.Unit.MaxError, f => f.Single(error));
        }

        if (unit.Times is SenderTimes times)
        {
            writer.Field(HeaderFormat.Unit.Times, f => f
                .Microseconds(times.Capture).Microseconds(times.Front).Microseconds(times.Pack).Microseconds(times.Encode));
        }

        return writer.Written.ToArray();
    }

    private static byte[] Fields(PayloadFragment fragment)
    {
        var writer = new FieldWriter();
        writer.Field(HeaderFormat.Fragment.SequenceNumber, f => f.UInt64(fragment.SequenceNumber));
        if (fragment.FrameIndex != 0)
        {
            writer.Field(HeaderFormat.Fragment.FrameIndex, f => f.Varint(fragment.FrameIndex));
        }

        writer.Field(HeaderFormat.Fragment.Position, f => f.Varint(fragment.Index).Varint(fragment.Count).Varint(fragment.TotalBytes));
        writer.Field(HeaderFormat.Fragment.Bytes, f => f.Bytes(fragment.Bytes.Span));
        return writer.Written.ToArray();
    }

    private static byte[] Fields(ProfileFragment fragment)
    {
        var writer = new FieldWriter();
        Hash(writer, HeaderFormat.Profile.Hash, fragment.ProfileHash, "profile hash");
        writer.Field(HeaderFormat.Profile.Position, f => f.Varint(fragment.Index).Varint(fragment.Count).Varint(fragment.TotalBytes));
        writer.Field(HeaderFormat.Profile.Bytes, f => f.Bytes(fragment.Bytes.Span));
        return writer.Written.ToArray();
    }

    private static void Hash(FieldWriter writer, byte tag, ReadOnlyMemory<byte> hash, string what)
    {
        if (hash.Length is not (0 or HeaderFormat.HashBytes))
        {
            throw new ArgumentException($"The {what} has {hash.Length} bytes; a SHA-256 has {HeaderFormat.HashBytes}.");
        }

        if (!hash.IsEmpty)
        {
            writer.Field(tag, f => f.Bytes(hash.Span));
        }
    }

    private static ReadOnlySpan<byte> Opaque(ReadOnlyMemory<byte> bytes, int most, string what) => bytes.Length <= most
        ? bytes.Span
        : throw new ArgumentException($"The {what} has {bytes.Length} bytes; the feature header allows {most}.");
}
