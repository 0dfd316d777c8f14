using VideoFeat.Bridges.Rtp.Packets;

namespace VideoFeat.Tests.Rtp;

public class PacketTests
{
    [Fact]
    public void A_packet_comes_back_with_all_its_parts()
    {
        Random random = Seeds.Random();
        for (int round = 0; round < 500; round++)
        {
            byte[] contributors = Bytes(random, 4 * random.Next(16)), extension = Bytes(random, 4 * random.Next(9)), payload = Bytes(random, random.Next(200));
            var header = new RtpHeader(
                random.Next(2) == 0, (byte)random.Next(128), (ushort)random.Next(65536), (uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32));
            int padding = random.Next(2) * random.Next(256);
            byte[] datagram = new byte[1000];
            int length = RtpWriter.Write(header, contributors, 0xBEDE, extension, payload, padding, datagram);

            Assert.True(RtpPacket.TryParse(datagram.AsSpan(0, length), out RtpPacket packet, out string? fault), fault);
            Assert.Equal(header, packet.Header);
            Assert.Equal(contributors, packet.Contributors.ToArray());
            Assert.Equal(extension, packet.Extension.ToArray());
            Assert.Equal(extension.Length > 0 ? 0xBEDE : 0, packet.ExtensionProfile);
            Assert.Equal(payload, packet.Payload.ToArray());
            Assert.Equal(padding, packet.Padding);
        }
    }

    [Fact]
    public void A_packet_is_written_bit_for_bit_as_the_standard_draws_it()
    {
        byte[] datagram = new byte[14];
        RtpWriter.Write(new RtpHeader(true, 96, 0x1234, 0xDECAFBAD, 0xCAFEBABE), [], 0, [], [0xAB, 0xCD], 0, datagram);
        Assert.Equal("80E01234DECAFBADCAFEBABEABCD", Convert.ToHexString(datagram));
    }

    [Theory]
    [InlineData("8060000000000000000000", "RTP packet of 11 bytes; the header takes 12")]
    [InlineData("406000000000000000000000", "RTP version 1; allowed is 2")]
    [InlineData("816000000000000000000000AABBCC", "RTP packet of 15 bytes ends in its 1 CSRC")]
    [InlineData("906000000000000000000000BEDE0002AABBCCDD", "RTP packet of 20 bytes ends in its header extension")]
    [InlineData("906000000000000000000000BEDE", "RTP packet of 14 bytes ends in its header extension")]
    [InlineData("A06000000000000000000000", "RTP padding of 0 bytes in 0 bytes behind the header")]
    [InlineData("A0600000000000000000000001020304", "RTP padding of 4 bytes in 4 bytes behind the header", true)]
    [InlineData("A0600000000000000000000001020305", "RTP padding of 5 bytes in 4 bytes behind the header")]
    public void Bad_bytes_are_refused_with_what_is_wrong(string hex, string expected, bool isGood = false)
    {
        Assert.Equal(isGood, RtpPacket.TryParse(Convert.FromHexString(hex), out _, out string? fault));
        Assert.Equal(isGood ? null : expected, fault);
    }

    [Fact]
    public void Any_cut_of_a_packet_is_read_or_refused_without_an_exception()
    {
        byte[] datagram = new byte[120];
        int length = RtpWriter.Write(new RtpHeader(true, 96, 1, 2, 3), new byte[8], 1, new byte[12], new byte[20], 5, datagram);
        for (int cut = 0; cut < length; cut++)
        {
            if (RtpPacket.TryParse(datagram.AsSpan(0, cut), out _, out string? fault))
            {
                Assert.Null(fault);
            }
            else
            {
                Assert.NotNull(fault);
            }
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void Wrapping_numbers_are_extended_over_many_wraps_with_reordering(int bits)
    {
        Random random = Seeds.Random(bits);
        var counter = new WrappingCounter(bits);
        long mask = (1L << bits) - 1, start = mask - 5, step = bits == 16 ? 500 : 900_000_000;
        long origin = counter.Extend((uint)(start & mask)) - start;
        long at = start;
        for (int i = 0; i < 2000; i++)
        {
            at += random.NextInt64(1, step);
            Assert.Equal(at + origin, counter.Extend((uint)(at & mask)));
            long earlier = at - random.NextInt64(step / 2);
            Assert.Equal(earlier + origin, counter.Extend((uint)(earlier & mask)));
        }
    }

    [Fact]
    public void A_source_is_believed_after_two_packets_in_sequence()
    {
        var source = new SourceValidation();
        Assert.Equal(SourceVerdict.Probation, source.Judge(65535));
        Assert.Equal(SourceVerdict.Valid, source.Judge(0));
        Assert.Equal(SourceVerdict.Valid, source.Judge(65534)); // late
        Assert.Equal(SourceVerdict.Valid, source.Judge(2999));
    }

    [Fact]
    public void A_stray_packet_moves_nothing_and_two_in_sequence_restart()
    {
        var source = new SourceValidation();
        source.Judge(10);
        source.Judge(11);
        Assert.Equal(SourceVerdict.Jump, source.Judge(30_000));
        Assert.Equal(SourceVerdict.Valid, source.Judge(12));
        Assert.Equal(SourceVerdict.Jump, source.Judge(30_001));
        Assert.Equal(SourceVerdict.Restart, source.Judge(30_002));
        Assert.Equal(SourceVerdict.Valid, source.Judge(30_003));
    }

    [Fact]
    public void Packets_out_of_sequence_keep_a_source_on_probation()
    {
        var source = new SourceValidation();
        Assert.Equal(SourceVerdict.Probation, source.Judge(5));
        Assert.Equal(SourceVerdict.Probation, source.Judge(7));
        Assert.Equal(SourceVerdict.Probation, source.Judge(9));
        Assert.Equal(SourceVerdict.Valid, source.Judge(10));
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
