using System.Buffers.Binary;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Datasets;

/// <summary>What a manifest says of access units, out of the units themselves.</summary>
public static class UnitFacts
{
    /// <summary>The configuration and the unit header of an access unit; null where it has none that can be read.</summary>
    public static (FeatureConfiguration? Configuration, FeatureUnitHeader? Unit) Headers(ReadOnlySpan<byte> accessUnit, FeatureLimits limits)
    {
        FeatureConfiguration? configuration = null;
        FeatureUnitHeader? unit = null;
        foreach (byte[] payload in SeiReader.UserData(accessUnit, out _, limits.MaxMessageBytes))
        {
            // The bitstream of a bridge that is no video codec is in the rest; it is not copied for this.
            if (payload.Length > HeaderFormat.TypeByte && payload[HeaderFormat.TypeByte] is (HeaderFormat.ConfigurationType or HeaderFormat.UnitType)
                && FeatureHeaderReader.TryRead(payload, limits, out FeatureMessage? message, out _))
            {
                configuration = message as FeatureConfiguration ?? configuration;
                unit ??= message as FeatureUnitHeader;
            }
        }

        return (configuration, unit);
    }

    /// <summary>Bytes of an access unit in an MP4: every NAL unit behind its length. A parameter set counts where it stands first, however often a container repeats it.</summary>
    public static long Bytes(ReadOnlySpan<byte> accessUnit)
    {
        long bytes = 0;
        uint seen = 0;
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            bytes += IsRepeated(nal, ref seen) ? 0 : 4 + nal.Bytes.Length;
        }

        return bytes;
    }

    /// <summary>CRC-32C over those bytes, going on from <paramref name="crc"/>.</summary>
    public static uint BytesCrc(uint crc, ReadOnlySpan<byte> accessUnit)
    {
        Span<byte> length = stackalloc byte[4];
        uint seen = 0;
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            if (!IsRepeated(nal, ref seen))
            {
                BinaryPrimitives.WriteInt32BigEndian(length, nal.Bytes.Length);
                crc = Crc32C.Append(Crc32C.Append(crc, length), nal.Bytes);
            }
        }

        return crc;
    }

    /// <summary>CRC-32C over check CRCs, going on from <paramref name="crc"/>.</summary>
    public static uint CodesCrc(uint crc, uint check)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, check);
        return Crc32C.Append(crc, word);
    }

    private static bool IsRepeated(NalUnit nal, ref uint seen)
    {
        uint bit = nal.Type is NalUnitType.Vps or NalUnitType.Sps or NalUnitType.Pps ? 1u << (nal.Type - NalUnitType.Vps) : 0;
        bool repeated = (seen & bit) != 0;
        seen |= bit;
        return repeated;
    }
}
