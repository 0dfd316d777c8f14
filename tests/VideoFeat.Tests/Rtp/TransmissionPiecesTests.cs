using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

public class TransmissionPiecesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 7)]
    [InlineData(0.25, 3)]
    public void An_access_unit_in_pieces_leaves_as_the_same_datagrams(double repairShare, int count)
    {
        RtpOptions options = new() { MaxPacketBytes = 400, RepairShare = repairShare };
        AccessUnit unit = Unit(9000);
        using var whole = new RtpTransmission(options, SimulatedSession.Numbers, []);
        using var pieces = new RtpTransmission(options, SimulatedSession.Numbers, []);
        DatagramBatch expected = new(), batch = new();
        whole.Send(unit, TimeSpan.Zero, expected);

        List<byte[]> sent = [];
        pieces.Begin(unit);
        while (pieces.TryWrite(TimeSpan.Zero, batch, count))
        {
            sent.AddRange(Enumerable.Range(0, batch.Count).Select(i => batch[i].ToArray()));
            batch.Clear();
        }

        Assert.Equal(Enumerable.Range(0, expected.Count).Select(i => expected[i].ToArray()), sent);
        Assert.Equal(whole.Statistics, pieces.Statistics);
    }

    [Fact]
    public void Numbers_of_an_access_unit_that_was_not_sent_whole_are_skipped()
    {
        using var transmission = new RtpTransmission(new RtpOptions { MaxPacketBytes = 400 }, SimulatedSession.Numbers, []);
        var batch = new DatagramBatch();
        transmission.Send(Unit(4000), TimeSpan.Zero, batch);
        int packets = batch.Count;
        batch.Clear();
        transmission.Begin(Unit(4000) with { Pts = 1 });
        transmission.TryWrite(TimeSpan.Zero, batch, 2);
        batch.Clear();
        transmission.Begin(Unit(4000) with { Pts = 2 });
        transmission.TryWrite(TimeSpan.Zero, batch, 1);

        Assert.True(RtpPacket.TryParse(batch[0].Span, out RtpPacket packet, out _));
        Assert.Equal((ushort)(SimulatedSession.Numbers.Sequence + (2 * packets)), packet.Header.SequenceNumber);
    }

    private static AccessUnit Unit(int bytes)
    {
        byte[] data = new byte[bytes];
        Seeds.Random().NextBytes(data);
        for (int i = 0; i < data.Length; i++)
        {
            data[i] |= 1; // no start code inside
        }

        ((byte[])[0, 0, 0, 1, 0x26, 0x01]).CopyTo(data, 0);
        return new AccessUnit(data, true, 0);
    }
}
