using VideoFeat.Bridges.Rtp.Fec;
using VideoFeat.Bridges.Rtp.Packets;

namespace VideoFeat.Tests.Rtp;

public class RepairTests
{
    private const int MaxPacketBytes = 200;
    private const uint Media = 0xCAFEBABE;

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(46)]
    [InlineData(47)]
    [InlineData(110)]
    public void Masks_of_every_width_come_back(int span)
    {
        Random random = Seeds.Random(span);
        for (int round = 0; round < 100; round++)
        {
            UInt128 mask = UInt128.One << (span - 1);
            for (int i = 0; i < span - 1; i++)
            {
                mask |= (UInt128)(uint)random.Next(2) << i;
            }

            var header = new RepairHeader((ushort)random.Next(65536), mask);
            byte[] bytes = new byte[header.Bytes];
            header.Write(bytes);
            Assert.True(RepairHeader.TryRead(bytes, out RepairHeader back));
            Assert.Equal(header, back);
            Assert.False(RepairHeader.TryRead(bytes.AsSpan(0, bytes.Length - 1), out _));
        }
    }

    [Fact]
    public void The_header_is_written_bit_for_bit_as_rfc_8627_draws_it()
    {
        byte[] bytes = new byte[16];
        new RepairHeader(0x1234, 0b101).Write(bytes);
        Assert.Equal("0000000000000000" + "1234" + "D000", Convert.ToHexString(bytes.AsSpan(0, 12))); // k, then bits 0 and 2
    }

    [Theory]
    [InlineData(0.2, 30, 6)]
    [InlineData(0.1, 110, 11)]
    [InlineData(0.5, 3, 2)]
    [InlineData(1.0, 4, 4)]
    public void Any_burst_as_long_as_the_repair_is_recovered_bit_for_bit(double share, int packets, int repairs)
    {
        Random random = Seeds.Random();
        List<byte[]> media = [.. Enumerable.Range(65_530, packets).Select(i => Packet((ushort)i, random))];
        List<byte[]> repair = Repair(media, share);
        Assert.Equal(repairs, repair.Count);
        for (int first = 0; first + repairs <= packets; first += 1 + (packets / 12))
        {
            var decoder = new RepairDecoder(MaxPacketBytes);
            for (int i = 0; i < packets; i++)
            {
                if (i < first || i >= first + repairs)
                {
                    decoder.AddMedia((ushort)(65_530 + i), media[i]);
                }
            }

            repair.ForEach(r => decoder.AddRepair(Payload(r)));
            List<byte[]> recovered = [];
            while (decoder.TryRecover(Media, out byte[]? packet))
            {
                recovered.Add(packet!);
            }

            Assert.Equal(media.Skip(first).Take(repairs).Select(Convert.ToHexString).Order(), recovered.Select(Convert.ToHexString).Order());
        }
    }

    [Fact]
    public void Two_losses_under_one_repair_packet_are_not_guessed()
    {
        Random random = Seeds.Random();
        List<byte[]> media = [.. Enumerable.Range(0, 10).Select(i => Packet((ushort)i, random))];
        var decoder = new RepairDecoder(MaxPacketBytes);
        decoder.AddRepair(Payload(Assert.Single(Repair(media, 0.1))));
        media.Skip(2).ToList().ForEach(p => decoder.AddMedia((ushort)((p[2] << 8) | p[3]), p));
        Assert.False(decoder.TryRecover(Media, out _));
        decoder.AddMedia(0, media[0]);
        Assert.True(decoder.TryRecover(Media, out byte[]? packet));
        Assert.Equal(media[1], packet);
    }

    [Fact]
    public void Repair_packets_stay_within_the_stated_overhead_and_name_the_stream_they_protect()
    {
        Random random = Seeds.Random();
        List<byte[]> media = [.. Enumerable.Range(0, 110).Select(i => Packet((ushort)i, random))];
        foreach (byte[] packet in Repair(media, 0.05))
        {
            Assert.True(RtpPacket.TryParse(packet, out RtpPacket parsed, out _));
            Assert.Equal([0xCA, 0xFE, 0xBA, 0xBE], parsed.Contributors.ToArray());
            Assert.InRange(packet.Length, 1, MaxPacketBytes + RepairEncoder.OverheadBytes);
        }
    }

    [Fact]
    public void Random_repair_payloads_recover_nothing_and_break_nothing()
    {
        Random random = Seeds.Random();
        var decoder = new RepairDecoder(MaxPacketBytes);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] payload = new byte[random.Next(0, 60)];
            random.NextBytes(payload);
            decoder.AddRepair(payload);
            decoder.AddMedia((ushort)i, Packet((ushort)i, random));
            while (decoder.TryRecover(Media, out byte[]? packet))
            {
                Assert.InRange(packet!.Length, 12, MaxPacketBytes);
            }
        }

        Assert.True(decoder.Malformed > 1000);
    }

    private static List<byte[]> Repair(List<byte[]> media, double share)
    {
        var encoder = new RepairEncoder(share, MaxPacketBytes);
        media.ForEach(p => encoder.Add(p));
        byte[] buffer = new byte[MaxPacketBytes + RepairEncoder.OverheadBytes];
        return [.. Enumerable.Range(0, encoder.RepairCount).Select(i => buffer[..encoder.Write(i, new RtpHeader(false, 99, (ushort)i, 5, 1), Media, buffer)])];
    }

    private static byte[] Payload(byte[] packet)
    {
        Assert.True(RtpPacket.TryParse(packet, out RtpPacket parsed, out _));
        return parsed.Payload.ToArray();
    }

    private static byte[] Packet(ushort sequence, Random random)
    {
        byte[] packet = new byte[MaxPacketBytes];
        byte[] payload = new byte[random.Next(1, MaxPacketBytes - 12)];
        random.NextBytes(payload);
        var header = new RtpHeader(random.Next(2) == 0, 96, sequence, (uint)random.Next(), Media);
        return packet[..RtpWriter.Write(header, [], 0, [], payload, 0, packet)];
    }
}
