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

    /// <summary>Bytes of an access unit in an MP4: a parameter set counts once, however often a container repeats it.</summary>
    public static long Bytes(ReadOnlySpan<byte> accessUnit)
    {
        long bytes = 0;
        uint sets = 0;
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            if (IsParameterSet(nal))
            {
                uint bit = 1u << (nal.Type - NalUnitType.Vps);
                bytes += (sets & bit) == 0 ? 4 + nal.Bytes.Length : 0;
                sets |= bit;
            }
            else
            {
                bytes += 4 + nal.Bytes.Length;
            }
        }

        return bytes;
    }

    /// <summary>CRC-32C over the NAL units but parameter sets, each behind its length, going on from <paramref name="crc"/>.</summary>
    public static uint BytesCrc(uint crc, ReadOnlySpan<byte> accessUnit)
    {
        Span<byte> length = stackalloc byte[4];
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            if (!IsParameterSet(nal))
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

    private static bool IsParameterSet(NalUnit nal) => nal.Type is NalUnitType.Vps or NalUnitType.Sps or NalUnitType.Pps;
}
