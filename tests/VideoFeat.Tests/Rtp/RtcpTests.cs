using System.Text;
using VideoFeat.Bridges.Rtp.Control;

namespace VideoFeat.Tests.Rtp;

public class RtcpTests
{
    private const uint Media = 0xCAFEBABE, Receiver = 0x12345678;

    [Fact]
    public void A_compound_of_everything_comes_back()
    {
        var writer = new RtcpWriter();
        var info = new SenderInfo(Media, 0x0123456789ABCDEF, 90_000, 77, 88_000);
        var report = new ReportBlock(Media, 12, -5, 0x0003FFFE, 99, 0xAABBCCDD, 65536);
        writer.SenderReport(info);
        writer.ReceiverReport(Receiver, report);
        writer.SourceDescription(Receiver, "gerät@haus");
        writer.Nack(Receiver, Media, [65534, 65535, 0, 14, 15, 40]);
        writer.PictureLoss(Receiver, Media);
        writer.FullIntraRequest(Receiver, Media, 9);
        var progress = new StreamProgress(7, 1UL << 40, TimeSpan.FromMilliseconds(12_345), 65_533);
        writer.Progress(Media, progress);
        writer.ReceiveBuffer(Receiver, 4 << 20);
        writer.Bye(Media);

        Assert.True(RtcpCompound.TryCheck(writer.Written, out string? fault), fault);
        Assert.Equal(0, writer.Written.Length % 4);
        List<string> seen = [];
        foreach (RtcpPacket packet in new RtcpCompound(writer.Written))
        {
            if (packet.TryGetSenderInfo(out SenderInfo back))
            {
                Assert.Equal(info, back);
                seen.Add("SR");
            }

            if (packet.TryGetReport(Media, out ReportBlock block))
            {
                Assert.Equal((report, Receiver), (block, packet.Ssrc));
                seen.Add("RR");
            }

            if (!packet.Cname.IsEmpty)
            {
                Assert.Equal("gerät@haus", Encoding.UTF8.GetString(packet.Cname));
                seen.Add("SDES");
            }

            List<ushort> nacked = [];
            packet.AddNacked(nacked, 100);
            if (nacked.Count > 0)
            {
                Assert.Equal([65534, 65535, 0, 14, 15, 40], nacked);
                Assert.Equal(Media, packet.MediaSsrc);
                seen.Add("NACK");
            }

            if (packet.TryGetProgress(Media, out StreamProgress come))
            {
                Assert.Equal(progress, come);
                seen.Add("APP");
            }

            if (packet.TryGetReceiveBuffer(out int bytes))
            {
                Assert.Equal((4 << 20, Receiver), (bytes, packet.Ssrc));
                seen.Add("buffer");
            }

            if (packet.IsPictureLoss(Media))
            {
                seen.Add("PLI");
            }

            if (packet.IsFullIntraRequest(Media, out byte number))
            {
                Assert.Equal(9, number);
                seen.Add("FIR");
            }

            if (packet.SaysBye(Media))
            {
                seen.Add("BYE");
            }
        }

        Assert.Equal(["SR", "RR", "SDES", "NACK", "PLI", "FIR", "APP", "buffer", "BYE"], seen);
    }

    [Fact]
    public void Packets_are_written_bit_for_bit_as_the_standards_draw_them()
    {
        var writer = new RtcpWriter();
        writer.Nack(1, 2, [100, 101, 116]);
        Assert.Equal("81CD000300000001000000020064" + "8001", Convert.ToHexString(writer.Written));
        writer.Clear();
        writer.PictureLoss(1, 2);
        Assert.Equal("81CE00020000000100000002", Convert.ToHexString(writer.Written));
        writer.Clear();
        writer.FullIntraRequest(1, 2, 3);
        Assert.Equal("84CE0004" + "00000001" + "00000000" + "00000002" + "03000000", Convert.ToHexString(writer.Written));
        writer.Clear();
        writer.Bye(1);
        Assert.Equal("81CB000100000001", Convert.ToHexString(writer.Written));
    }

    [Theory]
    [InlineData("", "RTCP datagram of 0 bytes")]
    [InlineData("80C800", "RTCP packet 0: 3 bytes; the header takes 4")]
    [InlineData("40C80000", "RTCP packet 0: version 1; allowed is 2")]
    [InlineData("80600000", "RTCP packet 0: type 96; allowed are 192..223")]
    [InlineData("80C90002AABBCCDD", "RTCP packet 0: length 12 of 8 bytes")]
    [InlineData("80C90001AABBCCDD" + "A0CA000100000003", "RTCP packet 1: padding of 3 bytes in 8, 0 bytes behind it")]
    [InlineData("A0C9000100000004" + "80CA0000", "RTCP packet 0: padding of 4 bytes in 8, 4 bytes behind it")]
    [InlineData("A0C9000100000008", "RTCP packet 0: padding of 8 bytes in 8, 0 bytes behind it")]
    public void Bad_datagrams_are_refused_with_what_is_wrong(string hex, string expected)
    {
        Assert.False(RtcpCompound.TryCheck(Convert.FromHexString(hex), out string? fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_report_that_counts_more_blocks_than_it_holds_gives_only_what_is_there()
    {
        byte[] datagram = [0x9F, 201, 0, 1, 0, 0, 0, 1]; // 31 blocks in a body of 4 bytes
        Assert.True(RtcpCompound.TryCheck(datagram, out _));
        foreach (RtcpPacket packet in new RtcpCompound(datagram))
        {
            Assert.False(packet.TryGetReport(0, out _));
        }
    }

    [Fact]
    public void Ntp_time_of_1970_and_of_half_a_second()
    {
        Assert.Equal(2_208_988_800ul << 32, NtpTime.From(DateTimeOffset.UnixEpoch));
        Assert.Equal(0x8000_0000u, (uint)NtpTime.From(DateTimeOffset.UnixEpoch.AddSeconds(0.5)));
    }

    [Fact]
    public void Loss_is_counted_as_the_standard_counts_it()
    {
        var statistics = new ReceptionStatistics(90_000);
        for (int i = 0; i < 100; i++)
        {
            if (i % 4 != 1)
            {
                statistics.Count(65_500 + i, 900 * i, TimeSpan.FromMilliseconds(10 * i));
            }
        }

        ReportBlock report = statistics.Report(7, 0, null);
        Assert.Equal((7u, (byte)64, 25, 65_599u, 0u), (report.Ssrc, report.FractionLost, report.PacketsLost, report.HighestSequence, report.Jitter));
        statistics.Count(65_600, 900 * 100, TimeSpan.FromMilliseconds(1000));
        Assert.Equal(0, statistics.Report(7, 0, null).FractionLost);
    }

    [Fact]
    public void Jitter_follows_the_standards_filter()
    {
        var statistics = new ReceptionStatistics(1000);
        double expected = 0;
        TimeSpan before = default;
        Random random = Seeds.Random();
        for (int i = 0; i < 200; i++)
        {
            TimeSpan arrival = TimeSpan.FromMilliseconds((20 * i) + random.Next(10));
            statistics.Count(i, 20 * i, arrival);
            expected += i == 0 ? 0 : (Math.Abs((arrival - before).TotalMilliseconds - 20) - expected) / 16;
            before = arrival;
        }

        Assert.Equal(expected, statistics.Jitter.TotalMilliseconds, 3);
        Assert.InRange(expected, 1, 6);
    }
}
