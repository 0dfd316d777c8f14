using System.Buffers;

namespace VideoFeat.Bridges.Hevc.Syntax;

/// <summary>Supplemental enhancement information out of access units (H.265, 7.3.2.4 and 7.3.5). Safe on any bytes; never throws for them.</summary>
public static class SeiReader
{
    /// <summary>payloadType of user_data_unregistered: a UUID of 16 bytes, then anything.</summary>
    public const int UserDataUnregistered = 5;

    /// <summary>payloadType of decoded_picture_hash, which stands in a suffix SEI.</summary>
    public const int DecodedPictureHash = 132;

    /// <summary>Bytes of the UUID that opens user_data_unregistered.</summary>
    public const int UuidBytes = 16;

    /// <summary>What one access unit may carry in wanted payloads by default: 16 MiB, far above any bitstream that a carrier picture holds.</summary>
    public const int DefaultMaxBytes = 16 << 20;

    /// <summary>The user_data_unregistered payloads of an access unit's prefix SEI, each UUID then bytes, unescaped, in order. The caller owns them.</summary>
    /// <param name="accessUnit">Annex B bytes.</param>
    public static List<byte[]> UserData(ReadOnlySpan<byte> accessUnit) => UserData(accessUnit, out _);

    /// <summary>As <see cref="UserData(ReadOnlySpan{byte})"/>, and what was wrong with SEI that had to be left out.</summary>
    /// <param name="accessUnit">Annex B bytes.</param>
    /// <param name="fault">The first fault, as a sentence; null where all SEI was well formed.</param>
    /// <param name="maxBytes">Most bytes of all payloads together; what would exceed it is left out, and <paramref name="fault"/> says so.</param>
    public static List<byte[]> UserData(ReadOnlySpan<byte> accessUnit, out string? fault, int maxBytes = DefaultMaxBytes)
    {
        List<byte[]> payloads = Payloads(accessUnit, NalUnitType.PrefixSei, UserDataUnregistered, out fault, maxBytes);
        int tooShort = payloads.RemoveAll(p => p.Length < UuidBytes);
        if (tooShort > 0)
        {
            fault ??= $"{tooShort} user_data_unregistered SEI shorter than their UUID of {UuidBytes} bytes.";
        }

        return payloads;
    }

    /// <summary>All payloads of one type in an access unit's SEI NAL units of one kind, unescaped, in order. The caller owns them.</summary>
    /// <param name="accessUnit">Annex B bytes.</param>
    /// <param name="nalType"><see cref="NalUnitType.PrefixSei"/> or <see cref="NalUnitType.SuffixSei"/>.</param>
    /// <param name="payloadType">Wanted payloadType.</param>
    /// <param name="fault">The first fault, as a sentence; null where all SEI was well formed. Messages before a fault are still given.</param>
    /// <param name="maxBytes">Most bytes of all payloads together.</param>
    public static List<byte[]> Payloads(
        ReadOnlySpan<byte> accessUnit, NalUnitType nalType, int payloadType, out string? fault, int maxBytes = DefaultMaxBytes)
    {
        var found = new List<byte[]>();
        fault = null;
        long left = maxBytes;
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            if (nal.Type != nalType || !nal.IsHeaderValid)
            {
                continue;
            }

            // No larger than the bytes at hand, whatever they claim.
            byte[] rented = ArrayPool<byte>.Shared.Rent(nal.Payload.Length);
            int length = EmulationPrevention.Remove(nal.Payload, rented);
            var messages = new SeiMessages(rented.AsSpan(0, length));
            while (messages.MoveNext())
            {
                if (messages.PayloadType != payloadType)
                {
                    continue;
                }

                left -= messages.Payload.Length;
                if (left < 0)
                {
                    fault ??= $"SEI payloads of type {payloadType} exceed {maxBytes} bytes in one access unit.";
                    break;
                }

                found.Add(messages.Payload.ToArray());
            }

            fault ??= messages.Fault;
            ArrayPool<byte>.Shared.Return(rented);
            if (left < 0)
            {
                break;
            }
        }

        return found;
    }
}
