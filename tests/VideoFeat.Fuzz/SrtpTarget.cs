using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Secure;

namespace VideoFeat.Fuzz;

/// <summary>Protected packets of every suite, mutated, under their true key: only what was protected may come out, and each but once.</summary>
internal static class SrtpTarget
{
    private const int Packets = 6;

    private static readonly SrtpSuite[] Suites = Enum.GetValues<SrtpSuite>();

    private static readonly HashSet<string> Plain = [.. PlainRtp().Append(PlainRtcp()).Select(p => Convert.ToHexString(p))];

    public static IEnumerable<byte[]> Seeds()
    {
        for (int suite = 0; suite < Suites.Length; suite++)
        {
            using SrtpContext secure = Context(suite);
            List<byte> all = [(byte)suite];
            foreach (byte[] packet in PlainRtp())
            {
                byte[] room = [.. packet, .. new byte[secure.RtpOverhead]];
                RtpTargets.AddFramed(all, room.AsSpan(0, secure.ProtectRtp(room, packet.Length)));
            }

            byte[] control = [.. PlainRtcp(), .. new byte[secure.RtcpOverhead]];
            RtpTargets.AddFramed(all, control.AsSpan(0, secure.ProtectRtcp(control, PlainRtcp().Length)));
            yield return [.. all];
        }
    }

    /// <summary>A suite, then datagrams behind lengths of 16 bits.</summary>
    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        using SrtpContext secure = Context(data[0] % Suites.Length);
        var seen = new HashSet<string>();
        foreach (byte[] datagram in RtpTargets.Framed(data[1..]))
        {
            byte[] copy = [.. datagram];
            bool good = RtcpType.IsRtcp(datagram)
                ? secure.UnprotectRtcp(copy, out int length) == SrtpOutcome.Good
                : secure.UnprotectRtp(copy, out length) == SrtpOutcome.Good;
            if (good)
            {
                string plain = Convert.ToHexString(copy.AsSpan(0, length));
                RtpTargets.Require(Plain.Contains(plain), "what was never protected came out as authentic");
                RtpTargets.Require(seen.Add(plain), "a replay came out");
            }
        }
    }

    private static SrtpContext Context(int suite)
    {
        SuiteFacts facts = SuiteFacts.Of(Suites[suite]);
        return new SrtpContext(new SrtpKey(Suites[suite], [.. Enumerable.Range(1, facts.KeyBytes + facts.SaltBytes).Select(i => (byte)i)]));
    }

    // With and without contributors, extension and padding; the numbers wrap.
    private static IEnumerable<byte[]> PlainRtp()
    {
        for (int i = 0; i < Packets; i++)
        {
            byte[] packet = new byte[120];
            var header = new RtpHeader(i % 2 == 0, 96, (ushort)(65_533 + i), (uint)i, 7);
            int length = RtpWriter.Write(header, new byte[4 * (i % 3)], 0xBEDE, new byte[4 * (i % 2)], [.. Enumerable.Repeat((byte)i, 20)], i % 4, packet);
            yield return packet[..length];
        }
    }

    private static byte[] PlainRtcp()
    {
        var writer = new RtcpWriter();
        writer.ReceiverReport(2, new ReportBlock(1, 2, 3, 4, 5, 6, 7));
        return writer.Written.ToArray();
    }
}
