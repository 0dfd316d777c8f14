using System.Security.Cryptography;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>SSRC and first numbers of a sender's three streams; random, as RFC 3550, 5.1 and 8.1, wants them.</summary>
/// <param name="Media">SSRC of the media.</param>
/// <param name="Retransmission">SSRC of retransmissions.</param>
/// <param name="Repair">SSRC of repair packets.</param>
/// <param name="Sequence">First sequence number of each.</param>
/// <param name="Timestamp">First timestamp.</param>
internal readonly record struct StreamNumbers(uint Media, uint Retransmission, uint Repair, ushort Sequence, uint Timestamp)
{
    public static StreamNumbers Random()
    {
        Span<uint> ssrc = stackalloc uint[3];
        do
        {
            RandomNumberGenerator.Fill(System.Runtime.InteropServices.MemoryMarshal.AsBytes(ssrc));
        }
        while (ssrc[0] == ssrc[1] || ssrc[1] == ssrc[2] || ssrc[0] == ssrc[2]);

        // The first sequence number stays below 2^15, so that SRTP's rollover counter is not off after early loss (RFC 3711, 3.3.1).
        return new StreamNumbers(ssrc[0], ssrc[1], ssrc[2], (ushort)RandomNumberGenerator.GetInt32(1 << 15), (uint)RandomNumberGenerator.GetInt32(int.MaxValue));
    }
}
