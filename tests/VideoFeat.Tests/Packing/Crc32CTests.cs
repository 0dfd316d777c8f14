using VideoFeat.Packing;

namespace VideoFeat.Tests.Packing;

public class Crc32CTests
{
    [Theory]
    [InlineData("313233343536373839", 0xE3069283)]
    [InlineData("", 0)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0x62A8AB43)]
    public void Published_values_come_out(string hex, uint crc) => Assert.Equal(crc, Crc32C.Compute(Convert.FromHexString(hex)));

    [Fact]
    public void Every_length_and_split_gives_the_bitwise_twins_value()
    {
        byte[] bytes = new byte[20_000];
        Seeds.Random().NextBytes(bytes);
        foreach (int length in Enumerable.Range(0, 300).Concat([1023, 1024, 3071, 3072, 3073, 4095, 6144, 12_288, 12_301, 20_000]))
        {
            ReadOnlySpan<byte> run = bytes.AsSpan(bytes.Length - length);
            uint expected = Bitwise(run);
            Assert.Equal(expected, Crc32C.Compute(run));
            int split = length / 3;
            Assert.Equal(expected, Crc32C.Append(Crc32C.Compute(run[..split]), run[split..]));
        }
    }

    [Fact]
    public void A_planes_gaps_do_not_count()
    {
        byte[] dense = new byte[7 * 5];
        Seeds.Random().NextBytes(dense);
        byte[] wide = new byte[(4 * 11) + 7];
        for (int y = 0; y < 5; y++)
        {
            dense.AsSpan(y * 7, 7).CopyTo(wide.AsSpan(y * 11));
        }

        Assert.Equal(Crc32C.Compute(dense), Crc32C.OfPlane(wide, 7, 11, 5));
        Assert.Equal(Crc32C.Compute(dense), Crc32C.OfPlane(dense, 7, 7, 5));
    }

    private static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }
}
