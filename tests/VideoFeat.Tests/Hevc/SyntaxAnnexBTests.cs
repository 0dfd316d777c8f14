using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Hevc;

public class SyntaxAnnexBTests
{
    [Fact]
    public void Finds_units_behind_start_codes_of_both_lengths_and_drops_trailing_zeros()
    {
        byte[] stream = [0, 0, 0, 1, 0x40, 1, 0xAA, 0, 0, 1, 0x42, 1, 0xBB, 0, 0, 0, 0, 1, 0x26, 1, 0xCC, 0x80, 0, 0];
        Assert.Equal(
            ["4:Vps:4001AA", "10:Sps:4201BB", "18:IdrWRadl:2601CC80"],
            Units(stream).Select(u => $"{u.Offset}:{new NalUnit(u.Bytes).Type}:{Convert.ToHexString(u.Bytes)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000001")]
    [InlineData("00000140")]
    [InlineData("000001000001000001")]
    [InlineData("0000000000000000")]
    [InlineData("00000005400102030405")]
    public void Bytes_without_a_whole_header_behind_a_start_code_hold_no_unit(string hex)
    {
        Assert.Empty(Units(Convert.FromHexString(hex)));
        Assert.Equal(default, AccessUnitFacts.Read(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Agrees_with_the_slow_twin_on_random_bytes_rich_in_zeros()
    {
        Random random = Seeds.Random();
        for (int round = 0; round < 4000; round++)
        {
            byte[] stream = ZeroRich(random, random.Next(200));
            Assert.Equal(SlowAnnexB.Units(stream), Units(stream), (a, b) => a.Offset == b.Offset && a.Bytes.AsSpan().SequenceEqual(b.Bytes));
        }
    }

    [Fact]
    public void Emulation_prevention_agrees_with_the_slow_twin_and_inverts_escaping()
    {
        Random random = Seeds.Random();
        for (int round = 0; round < 4000; round++)
        {
            byte[] bytes = ZeroRich(random, random.Next(200));
            Assert.Equal(SlowAnnexB.Unescape(bytes), Unescape(bytes));
            Assert.Equal(bytes, Unescape(SlowAnnexB.Escape(bytes)));
        }
    }

    [Fact]
    public void Emulation_prevention_refuses_short_and_overlapping_destinations()
    {
        byte[] bytes = new byte[8];
        ArgumentException shortFault = Assert.Throws<ArgumentException>(() => EmulationPrevention.Remove(bytes, new byte[7]));
        Assert.Equal("The destination holds 7 bytes; up to 8 are needed. (Parameter 'rbsp')", shortFault.Message);
        ArgumentException overlap = Assert.Throws<ArgumentException>(() => EmulationPrevention.Remove(bytes.AsSpan(0, 4), bytes.AsSpan(2)));
        Assert.Equal("The destination overlaps the source. (Parameter 'rbsp')", overlap.Message);
    }

    [Fact]
    public void Header_fields_are_those_of_the_drawing()
    {
        var nal = new NalUnit([0x4F, 0b10101_011]); // type 39, layer 1 10101, temporal id plus 1 = 3
        Assert.Equal(NalUnitType.PrefixSei, nal.Type);
        Assert.Equal(53, nal.LayerId);
        Assert.Equal(2, nal.TemporalId);
        Assert.True(nal.IsHeaderValid);
        Assert.False(new NalUnit([0xCE, 1]).IsHeaderValid);
        Assert.False(new NalUnit([0x4E, 0]).IsHeaderValid);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new NalUnit([0x4E]));
        Assert.Equal("A NAL unit has a header of 2 bytes; got 1 bytes. (Parameter 'bytes')", fault.Message);
    }

    [Fact]
    public void Facts_tell_key_pictures_from_others()
    {
        byte[] key = [0, 0, 0, 1, 0x40, 1, 1, 0, 0, 1, 0x42, 1, 1, 0, 0, 1, 0x44, 1, 1, 0, 0, 1, 0x4E, 1, 1, 0, 0, 1, 0x26, 1, 1, 0, 0, 1, 0x26, 1, 1];
        Assert.Equal(new AccessUnitFacts(6, 0, 2, true, true, true, true, true), AccessUnitFacts.Read(key));
        Assert.True(AccessUnitFacts.Read(key).HasParameterSets);

        AccessUnitFacts inter = AccessUnitFacts.Read([0, 0, 1, 0x02, 1, 1]);
        Assert.True(inter.HasVcl);
        Assert.False(inter.HasIrap || inter.HasIdr || inter.HasParameterSets);

        Assert.True(AccessUnitFacts.Read([0, 0, 1, 0x2A, 1, 1]) is { HasIrap: true, HasIdr: false }); // CRA
        Assert.Equal(1, AccessUnitFacts.Read([0, 0, 1, 0xA6, 1, 1]).Damaged);
    }

    [Fact]
    public void Enumerating_allocates_nothing()
    {
        byte[] stream = ZeroRich(Seeds.Random(), 100_000);
        _ = AccessUnitFacts.Read(stream);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = AccessUnitFacts.Read(stream);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] ZeroRich(Random random, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = random.Next(3) > 0 ? (byte)0 : (byte)random.Next(5);
        }

        return bytes;
    }

    private static List<(int Offset, byte[] Bytes)> Units(byte[] stream)
    {
        var units = new List<(int, byte[])>();
        foreach (NalUnit nal in AnnexB.Units(stream))
        {
            units.Add((nal.Offset, nal.Bytes.ToArray()));
        }

        return units;
    }

    private static byte[] Unescape(byte[] payload)
    {
        byte[] rbsp = new byte[payload.Length];
        return rbsp[..EmulationPrevention.Remove(payload, rbsp)];
    }
}
