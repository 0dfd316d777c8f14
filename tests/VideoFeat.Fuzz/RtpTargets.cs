using System.Buffers.Binary;
using System.Net;
using System.Text;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Control;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Payload;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Packing;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Fuzz;

/// <summary>What comes off the network: packets, control packets, payloads, descriptions, and whole sessions.</summary>
internal static class RtpTargets
{
    private static readonly byte[] Address = [1];

    private static readonly RtpOptions Options = new() { MaxPacketBytes = 200, RepairShare = 0.3 };

    public static IReadOnlyList<string> SdpWords { get; } =
    [
        "v=0", "m=video ", "m=audio ", "a=rtpmap:", "H265/90000", "a=fmtp:", "sprop-vps=", "sprop-max-don-diff=", "a=rtcp-mux", "a=rtcp:", "a=crypto:1 ",
        "RTP/SAVPF", "RTP/AVP", "AEAD_AES_128_GCM", "inline:", "a=ssrc:", "IN IP6 ::1", "IN IP4 ", "rtx", "flexfec", "apt=", "\r\n", "|2^20", "%", "/127",
    ];

    public static IEnumerable<byte[]> PacketSeeds()
    {
        byte[] packet = new byte[200];
        int length = RtpWriter.Write(new RtpHeader(true, 96, 7, 8, 9), new byte[8], 0xBEDE, new byte[12], new byte[30], 5, packet);
        yield return packet[..length];
        yield return packet[..12];
    }

    public static void Packet(ReadOnlySpan<byte> data)
    {
        if (!RtpPacket.TryParse(data, out RtpPacket packet, out string? fault))
        {
            Require(fault is not null, "refused without a reason");
            return;
        }

        byte[] written = new byte[data.Length];
        int length = RtpWriter.Write(
            packet.Header, packet.Contributors, packet.ExtensionProfile, packet.Extension, packet.Payload, packet.Padding, written);

        // An empty extension is written as none; else all comes back.
        Require(length == data.Length || packet.Extension.IsEmpty, "the length differs");
        Require(RtpPacket.TryParse(written.AsSpan(0, length), out RtpPacket again, out _) && again.Header == packet.Header, "the header differs");
        Require(again.Payload.SequenceEqual(packet.Payload) && again.Contributors.SequenceEqual(packet.Contributors), "the parts differ");
    }

    public static IEnumerable<byte[]> ControlSeeds()
    {
        var writer = new RtcpWriter();
        writer.SenderReport(new SenderInfo(1, 2, 3, 4, 5));
        writer.ReceiverReport(2, new ReportBlock(1, 2, 3, 4, 5, 6, 7));
        writer.SourceDescription(2, "a@b");
        yield return writer.Written.ToArray();
        writer.Nack(2, 1, [1, 2, 9, 40, 65535]);
        writer.PictureLoss(2, 1);
        writer.FullIntraRequest(2, 1, 3);
        writer.Bye(1);
        yield return writer.Written.ToArray();
    }

    public static void Control(ReadOnlySpan<byte> data)
    {
        bool good = RtcpCompound.TryCheck(data, out string? fault);
        Require(good == fault is null, "the fault disagrees");
        int bytes = 0;
        List<ushort> nacked = [];
        foreach (RtcpPacket packet in new RtcpCompound(data))
        {
            bytes += packet.Body.Length + 4;
            packet.TryGetSenderInfo(out _);
            packet.TryGetReport(1, out _);
            packet.AddNacked(nacked, 100);
            packet.IsFullIntraRequest(1, out _);
            Require(packet.Cname.Length <= packet.Body.Length && !(packet.SaysBye(1) && packet.IsPictureLoss(1)), "a packet is two things");
        }

        Require(bytes <= data.Length && nacked.Count <= 100, "more than there is");
    }

    public static IEnumerable<byte[]> PayloadSeeds()
    {
        byte[] unit = [0, 0, 1, 0x4E, 1, 5, 6, 7, 0, 0, 1, 0x42, 1, 9, 9, 0, 0, 1, 0x26, 1, .. Enumerable.Repeat((byte)0xAB, 60)];
        foreach (int limit in new[] { 10, 24, 100 })
        {
            var packetizer = new H265Packetizer(limit);
            byte[] payload = new byte[limit];
            List<byte> all = [];
            for (int i = 0, n = packetizer.Plan(unit); i < n; i++)
            {
                AddFramed(all, payload.AsSpan(0, packetizer.Write(unit, i, payload)));
            }

            yield return [.. all];
        }
    }

    /// <summary>Payloads behind lengths of 16 bits, as one access unit; compared with the slow twin.</summary>
    public static void Payloads(ReadOnlySpan<byte> data)
    {
        List<byte[]> payloads = Framed(data);
        using var depacketizer = new H265Depacketizer(false, 1 << 16);
        for (int i = 0; i < payloads.Count; i++)
        {
            depacketizer.Push(i, 0, i == payloads.Count - 1, payloads[i]);
        }

        depacketizer.TryTake(out AssembledUnit? unit);
        using var interleaved = new H265Depacketizer(true, 1 << 10);
        for (int i = 0; i < payloads.Count; i++)
        {
            interleaved.Push(2 * i, i / 3, i % 3 == 2, payloads[i]);
        }

        if (unit?.Data is null || payloads.Exists(p => p.Length >= 2 && PayloadKind.TypeOf(p[0]) == PayloadKind.Paci))
        {
            return; // the twin knows no PACI, and refusing more than it does is allowed
        }

        List<byte[]>? expected = SlowH265Payload.NalUnits(payloads.Where(p => p.Length > 0));
        Require(expected is not null, "the twin refuses what was taken");
        byte[] bytes = [.. expected!.SelectMany(n => new byte[] { 0, 0, 0, 1 }.Concat(n))];
        Require(unit.Data.AsSpan(0, unit.Length).SequenceEqual(bytes), "the twin's unit differs");
        AccessUnitFacts facts = AccessUnitFacts.Read(bytes);
        Require(facts is { Damaged: 0, HasVcl: true } && facts.NalUnits == expected!.Count, "a unit that must be dropped");
    }

    public static IEnumerable<byte[]> SdpSeeds()
    {
        yield return Encoding.ASCII.GetBytes(new SessionDescription
        {
            Address = IPAddress.Parse("239.1.2.3"),
            Port = 5004,
            TimeToLive = 4,
            Multiplexed = true,
            GenericNack = true,
            PictureLossIndication = true,
            RetransmissionPayloadType = 97,
            RepairPayloadType = 98,
            MediaSsrc = 5,
            Vps = [new byte[] { 0x40, 1, 2 }],
            Key = new SrtpKey(SrtpSuite.AesCm128HmacSha1Tag80, new byte[30]),
        }.ToText());
        yield return "v=0\r\ns=x\r\nc=IN IP6 ::1\r\nm=video 3000 RTP/AVPF 100\r\na=rtpmap:100 H265/90000\r\na=rtcp-fb:* nack\r\na=rtcp:4000\r\n"u8.ToArray();
    }

    public static void Sdp(ReadOnlySpan<byte> data)
    {
        string text = Encoding.Latin1.GetString(data);
        SessionDescription session = SessionDescription.Parse(text) with { Name = "" };
        string written = session.ToText();
        Require(SessionDescription.Parse(written).ToText() == written, "the description differs when read again");
    }

    public static IEnumerable<byte[]> SessionSeeds()
    {
        using var transmission = new RtpTransmission(Options, new StreamNumbers(1, 2, 3, 65_533, 5), []);
        var batch = new DatagramBatch();
        byte[] unit = [0, 0, 1, 0x4E, 1, 5, 6, 7, 0, 0, 1, 0x26, 1, .. Enumerable.Repeat((byte)0xAB, 300)];
        for (int i = 0; i < 3; i++)
        {
            transmission.Begin(new AccessUnit(unit, true, i));
            transmission.TryWrite(TimeSpan.Zero, batch, int.MaxValue);
        }

        var nack = new RtcpWriter();
        nack.Nack(9, 1, [65_533, 65_534]);
        transmission.TakeControl(nack.Written.ToArray(), TimeSpan.FromMilliseconds(50), DateTimeOffset.UnixEpoch, batch);
        transmission.Report(TimeSpan.Zero, DateTimeOffset.UnixEpoch, "a", false, batch);
        List<byte> all = [];
        for (int i = 0; i < batch.Count; i++)
        {
            AddFramed(all, batch[i].Span);
        }

        yield return [.. all];
    }

    /// <summary>Datagrams behind lengths of 16 bits, to a live receiver from one address.</summary>
    public static void Session(ReadOnlySpan<byte> data)
    {
        var session = new SessionDescription
        {
            Address = IPAddress.Loopback,
            Port = 1,
            Multiplexed = true,
            GenericNack = true,
            PictureLossIndication = true,
            RetransmissionPayloadType = 97,
            RepairPayloadType = 98,
        };
        using var reception = new RtpReception(session, new RtpReceiverOptions { MaxWaitingUnits = 4, ReorderPackets = 8 }, 7);
        var control = new DatagramBatch();
        TimeSpan now = TimeSpan.Zero;
        foreach (byte[] datagram in Framed(data))
        {
            reception.Take(datagram, Address, now);
            now += TimeSpan.FromMilliseconds(7);
            reception.Tick(now, control);
        }

        Require(reception.Statistics.Units <= 4, "more waits than may");
        while (reception.TryTakeUnit(out ReceivedUnit? unit))
        {
            Require(AccessUnitFacts.Read(unit!.Unit.Data.Span) is { Damaged: 0, HasVcl: true }, "a damaged unit was handed out");
            unit.Dispose();
        }
    }

    public static List<byte[]> Framed(ReadOnlySpan<byte> data)
    {
        List<byte[]> frames = [];
        while (data.Length >= 2)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(data), data.Length - 2);
            frames.Add(data.Slice(2, length).ToArray());
            data = data[(2 + length)..];
        }

        return frames;
    }

    public static void AddFramed(List<byte> all, ReadOnlySpan<byte> frame)
    {
        all.Add((byte)(frame.Length >> 8));
        all.Add((byte)frame.Length);
        all.AddRange(frame);
    }

    public static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
