using VideoFeat.Bridges.Rtp.Payload;

namespace VideoFeat.Bridges.Rtp;

/// <summary>How many bytes an access unit takes on the wire, without sending it.</summary>
public static class RtpWire
{
    /// <summary>RTP 12 + UDP 8 + IPv4 20 bytes of each packet.</summary>
    public const int HeaderBytes = RtpHeaderBytes + 8 + 20;

    private const int RtpHeaderBytes = 12;

    /// <summary>Bytes of all packets of one access unit, headers down to IPv4 included; no FEC, no RTCP.</summary>
    /// <param name="accessUnit">Annex B bytes.</param>
    /// <param name="maxPacketBytes">Largest packet, RTP header included; default as <see cref="RtpOptions.MaxPacketBytes"/>.</param>
    public static long Bytes(ReadOnlySpan<byte> accessUnit, int? maxPacketBytes = null)
    {
        int limit = (maxPacketBytes ?? new RtpOptions().MaxPacketBytes) - RtpHeaderBytes;
        var packetizer = new H265Packetizer(limit);
        int packets = packetizer.Plan(accessUnit);
        var payload = new byte[limit];
        long bytes = (long)packets * HeaderBytes;
        for (int i = 0; i < packets; i++)
        {
            bytes += packetizer.Write(accessUnit, i, payload);
        }

        return bytes;
    }
}
