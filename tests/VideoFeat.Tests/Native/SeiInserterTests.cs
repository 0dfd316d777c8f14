using FsCheck;
using FsCheck.Fluent;
using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

public class SeiInserterTests
{
    // AUD, VPS, SPS, PPS, then a slice; start codes of 4, 4, 3, 4 and 4 bytes.
    private static readonly byte[] Unit =
    [
        0, 0, 0, 1, 0x46, 1, 0x50, 0, 0, 0, 1, 0x40, 1, 7, 0, 0, 1, 0x42, 1, 8, 0, 0, 0, 1, 0x44, 1, 9, 0, 0, 0, 1, 0x26, 1, 10, 11,
    ];

    [Fact]
    public void A_message_stands_before_the_first_slice_and_after_all_parameter_sets()
    {
        byte[] message = [.. Enumerable.Range(1, 16).Select(i => (byte)i), 0, 0, 0, 1, 0, 0, 3];
        byte[] result = Insert(Unit, message, default);
        byte[] expected =
        [
            .. Unit[..27], 0, 0, 0, 1, 0x4e, 1, 5, 23, .. Enumerable.Range(1, 16).Select(i => (byte)i),
            0, 0, 3, 0, 1, 0, 0, 3, 3, 0x80, .. Unit[27..],
        ];
        Assert.Equal(expected, result);
    }

    [Fact]
    public void Any_messages_come_back_in_order_and_the_rest_is_untouched()
    {
        // Small values, so that emulation prevention is at work everywhere.
        Gen<byte[]> message = Gen.Choose(0, 5).Select(v => (byte)v).ListOf()
            .Select(bytes => (byte[])[.. Enumerable.Repeat((byte)0, 16), .. bytes]);
        Prop.ForAll(message.ListOf().Select(list => list.ToArray()).ToArbitrary(), messages =>
        {
            byte[] to = new byte[SeiInserter.MaxLength(Unit.Length, messages.Sum(m => m.Length), messages.Length)];
            int length = SeiInserter.Insert(Unit, [.. messages.Select(m => (ReadOnlyMemory<byte>)m)], to);
            ReadOnlySpan<byte> result = to.AsSpan(0, length);
            Assert.Equal(messages, AnnexB.UserData(result));
            Assert.Equal(AnnexB.Units(Unit), AnnexB.Units(result).Where(u => AnnexB.Type(u) != 39));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(200));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(510)]
    [InlineData(262_144)]
    [InlineData(1_000_000)]
    public void Lengths_about_the_steps_of_the_size_field_survive_even_all_zero(int length)
    {
        byte[] zeros = new byte[length];
        byte[] other = new byte[16];
        Array.Fill(other, (byte)0xff);
        Assert.Equal([zeros, other], AnnexB.UserData(Insert(Unit, zeros, other)));
    }

    [Fact]
    public void Large_messages_pass_through_the_decoder_unharmed()
    {
        using VideoEncoder encoder = VideoEncoder.Open(new VideoEncoderSettings { Width = 64, Height = 64, Lossless = true, Hash = true });
        byte[] unit = Ramp.Code(encoder, 1)[0].Data;
        byte[] large = new byte[262_144];
        new Random(5).NextBytes(large);
        byte[] with = Insert(unit, large, large);
        using VideoDecoder decoder = VideoDecoder.Open();
        (byte[] luma, VideoFrame frame) = Ramp.Decode(decoder, with, 0);
        using (frame)
        {
            Assert.Equal(PictureHash.Match, frame.Hash);
            Assert.Equal(Ramp.Luma(64, 64, 8, 0), luma);
        }
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        byte[] to = new byte[100];
        Assert.Equal(
            "sei: the access unit of 27 bytes has no slice NAL unit",
            Assert.Throws<NativeException>(() => SeiInserter.Insert(Unit.AsSpan(0, 27), new byte[16], default, to)).Message);
        Assert.Equal(
            "sei: message 1 has 15 bytes; it begins with a UUID of 16",
            Assert.Throws<NativeException>(() => SeiInserter.Insert(Unit, new byte[16], new byte[15], to)).Message);
        Assert.Equal(
            "sei: the destination of 59 bytes is too small",
            Assert.Throws<NativeException>(() => SeiInserter.Insert(Unit, new byte[16], default, to.AsSpan(0, 59))).Message);
        Assert.Throws<ArgumentException>(() => SeiInserter.MaxLength(int.MaxValue, 16, 1));
        Assert.Throws<ArgumentException>(() => SeiInserter.Insert(to.AsSpan(0, 50), new byte[16], default, to));
    }

    [Fact]
    public void Every_destination_too_short_by_a_byte_is_refused_and_the_exact_one_accepted()
    {
        byte[] message = new byte[60];
        int needed = Insert(Unit, message, default).Length;
        for (int length = 0; length < needed; length++)
        {
            Assert.Throws<NativeException>(() => SeiInserter.Insert(Unit, message, default, new byte[length]));
        }
        Assert.Equal(needed, SeiInserter.Insert(Unit, message, default, new byte[needed]));
    }

    private static byte[] Insert(byte[] unit, byte[] first, ReadOnlySpan<byte> second)
    {
        byte[] to = new byte[SeiInserter.MaxLength(unit.Length, first.Length + second.Length, 2)];
        return to[..SeiInserter.Insert(unit, first, second, to)];
    }
}
