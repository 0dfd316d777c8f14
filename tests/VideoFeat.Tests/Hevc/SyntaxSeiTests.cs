using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Hevc;

public class SyntaxSeiTests
{
    private static readonly byte[] Slice = [0, 0, 0, 1, 0x26, 1, 0xAF, 0x09, 0x80];

    [Theory]
    [InlineData(16)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(510)]
    [InlineData(262144)]
    public void User_data_of_any_size_comes_back_unescaped(int size)
    {
        byte[] payload = new byte[size]; // zeros: every third byte needs an emulation prevention byte
        payload[^1] = 0x80;
        byte[] unit = [.. SlowAnnexB.SeiNal(39, (5, payload)), .. Slice];
        Assert.Equal([payload], SeiReader.UserData(unit, out string? fault));
        Assert.Null(fault);
    }

    [Fact]
    public void Several_messages_and_several_nal_units_come_in_order_and_other_types_are_passed_over()
    {
        byte[] first = Filled(16, 1), second = Filled(300, 2), third = Filled(17, 3), suffix = Filled(20, 4), hash = Filled(17, 5);
        byte[] unit =
        [
            .. SlowAnnexB.SeiNal(39, (1, [9]), (5, first), (300, Filled(600, 9)), (5, second)), .. SlowAnnexB.SeiNal(39, (5, third)), .. Slice,
            .. SlowAnnexB.SeiNal(40, (5, suffix), (132, hash)),
        ];
        Assert.Equal([first, second, third], SeiReader.UserData(unit, out string? fault));
        Assert.Null(fault);
        Assert.Equal([hash], SeiReader.Payloads(unit, NalUnitType.SuffixSei, SeiReader.DecodedPictureHash, out fault));
        Assert.Null(fault);
    }

    [Fact]
    public void Random_messages_survive_the_round_trip()
    {
        Random random = Seeds.Random();
        for (int round = 0; round < 300; round++)
        {
            (int Type, byte[] Payload)[] messages = new (int, byte[])[random.Next(1, 6)];
            for (int i = 0; i < messages.Length; i++)
            {
                byte[] payload = new byte[random.Next(16, 700)];
                for (int n = 0; n < payload.Length; n++)
                {
                    payload[n] = (byte)(random.Next(2) * random.Next(256));
                }

                messages[i] = (random.Next(2) == 0 ? 5 : random.Next(600), payload);
            }

            byte[] unit = [.. SlowAnnexB.SeiNal(39, messages), .. Slice];
            Assert.Equal(messages.Where(m => m.Type == 5).Select(m => m.Payload), SeiReader.UserData(unit));
        }
    }

    [Theory]
    [InlineData("0000014E0105FFFFFF", "An SEI message ends inside its payloadType or payloadSize.", 0)]
    [InlineData("0000014E01FFFFFFFF", "An SEI message ends inside its payloadType or payloadSize.", 0)]
    [InlineData("0000014E0105", "An SEI message ends inside its payloadType or payloadSize.", 0)]
    [InlineData("0000014E0105FF1011223380", "An SEI message of type 5 claims 271 bytes; 3 are left.", 0)]
    [InlineData("0000014E010510AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA05701180", "An SEI message of type 5 claims 112 bytes; 1 are left.", 1)]
    [InlineData("0000014E010503AABBCC80", "1 user_data_unregistered SEI shorter than their UUID of 16 bytes.", 0)]
    public void Malformed_messages_are_left_out_and_named(string hex, string expected, int messages)
    {
        List<byte[]> found = SeiReader.UserData(Convert.FromHexString(hex), out string? fault);
        Assert.Equal(expected, fault);
        Assert.Equal(messages, found.Count);
    }

    [Fact]
    public void Payloads_above_the_limit_are_left_out_and_named()
    {
        byte[] unit = [.. SlowAnnexB.SeiNal(39, (5, Filled(60, 1)), (5, Filled(60, 2))), .. SlowAnnexB.SeiNal(39, (5, Filled(16, 3)))];
        Assert.Single(SeiReader.UserData(unit, out string? fault, maxBytes: 100));
        Assert.Equal("SEI payloads of type 5 exceed 100 bytes in one access unit.", fault);
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_give_more_than_they_hold()
    {
        Random random = Seeds.Random();
        byte[] good = [.. SlowAnnexB.SeiNal(39, (5, Filled(40, 7)), (5, Filled(300, 8))), .. Slice];
        for (int round = 0; round < 5000; round++)
        {
            byte[] unit = (byte[])good.Clone();
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                unit[random.Next(unit.Length)] = (byte)random.Next(256);
            }

            Assert.True(SeiReader.UserData(unit.AsSpan(0, random.Next(unit.Length + 1))).Sum(p => p.Length) <= unit.Length);
        }
    }

    private static byte[] Filled(int length, byte value)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
