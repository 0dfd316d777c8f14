using System.Buffers.Binary;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Tests.Packing.Header;

/// <summary>Damaged, foreign, newer and hostile payloads: each has one clear answer.</summary>
public class HeaderDamageTests
{
    private static readonly byte[] Good = FeatureHeaderWriter.Write(HeaderRoundTripTests.Configuration());

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        for (int bit = 0; bit < Good.Length * 8; bit++)
        {
            byte[] damaged = [.. Good];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(FeatureHeaderReader.TryRead(damaged, FeatureLimits.Default, out FeatureMessage? message, out string? fault));
            Assert.Null(message);
            Assert.Equal(bit < 128, fault is null);
        }
    }

    [Fact]
    public void Every_truncation_is_found()
    {
        for (int length = 0; length < Good.Length; length++)
        {
            Assert.False(FeatureHeaderReader.TryRead(Good.AsSpan(0, length), FeatureLimits.Default, out _, out string? fault));
            Assert.Equal(length < 16, fault is null);
        }

        Assert.Equal("length: 149 bytes of fields; the message holds 148.", Fault([.. Good[..^1]]));
        Assert.Equal("length: 149 bytes of fields; the message holds 150.", Fault([.. Good, 0]));
        Assert.Equal("message: 20 bytes; allowed are 26..67108864.", Fault(Good[..20]));
    }

    [Fact]
    public void A_foreign_uuid_is_none_of_ours() => Assert.Null(Fault([.. new byte[16], .. Good[16..]]));

    [Fact]
    public void A_later_version_is_refused()
    {
        byte[] later = [.. Good];
        later[16] = 2;
        Assert.Equal("version: 2; this reader knows 1.", Fault(later));
    }

    [Fact]
    public void A_later_message_type_is_ignored() => Assert.Null(Fault(Seal(9, [1, 2, 3])));

    [Fact]
    public void A_wrong_CRC_says_both_values()
    {
        byte[] damaged = [.. Good];
        BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(damaged.Length - 4), 0x01020304);
        uint found = Crc32C.Compute(damaged.AsSpan(16, damaged.Length - 20));
        Assert.Equal($"CRC: 01020304; the bytes give {found:X8}.", Fault(damaged));
    }

    [Fact]
    public void Unknown_fields_are_skipped_unless_critical()
    {
        byte[] fields = Good[22..^4];
        Assert.True(FeatureHeaderReader.TryRead(Seal(1, [.. fields, 100, 2, 0xAA, 0xBB]), FeatureLimits.Default, out FeatureMessage? message, out _));
        var read = Assert.IsType<FeatureConfiguration>(message);
        Assert.Equal("layer4/add", read.CutName);
        Assert.Equal(Crc32C.Compute([.. fields, 100, 2, 0xAA, 0xBB]), read.Id);
        Assert.Equal("configuration: field 228 is critical and unknown to this reader.", Fault(Seal(1, [.. fields, 228, 0])));
        Assert.Equal("unit: field 128 is critical and unknown to this reader.", Fault(Seal(2, [128, 0])));
        Assert.Equal("fragment: field 255 is critical and unknown to this reader.", Fault(Seal(3, [255, 0])));
    }

    // Shortened fields in hexadecimal: tag, length, value. Configurations begin with the 64x64 picture of one frame at 8 bit, layout 1.
    [Theory]
    [InlineData(1, "", "configuration: picture, tensor, quantizer or bridge is missing.")]
    [InlineData(1, "01", "configuration: a field runs over the end of the message.")]
    [InlineData(1, "01ff", "configuration: a field runs over the end of the message.")]
    [InlineData(1, "01ffffffffffffffffff01", "configuration: a field runs over the end of the message.")]
    [InlineData(1, "01058000", "configuration: a field runs over the end of the message.")]
    [InlineData(1, "01050801404001 01050801404001", "configuration: field 1 stands twice.")]
    [InlineData(1, "01050901404001", "picture: bit depth is 9; allowed are 8, 10 and 12.")]
    [InlineData(1, "0106080140400100", "picture: the field is damaged.")]
    [InlineData(1, "010408014040", "picture: the field is damaged.")]
    [InlineData(1, "01060801c0004001", "picture: the field is damaged.")]
    [InlineData(1, "020401010000", "tensor: rank is 0; allowed are 1..5.")]
    [InlineData(1, "0204010106ff", "tensor: rank is 6; allowed are 1..5.")]
    [InlineData(1, "020401010100", "tensor: Dimension 0 is 0; it must be at least 1.")]
    [InlineData(1, "020d010102ffffffff07ffffffff07", "tensor: Shape 2147483647x2147483647 has more than 536870912 elements.")]
    [InlineData(1, "020801010180808080 8010", "tensor: the field of tensor 0 is damaged.")]
    [InlineData(1, "020501010101ff", "tensor: the field of tensor 0 is damaged.")]
    [InlineData(1, "0308000000010101 0101", "region: the field of region 0 is damaged.")]
    [InlineData(1, "04020080", "channel order: the field is damaged.")]
    [InlineData(1, "0402000004020000", "channel order: two for tensor 0.")]
    [InlineData(1, "050101", "quantizer: the field is not 2 bytes long.")]
    [InlineData(1, "0600", "bridge: the field is not 1 to 65536 bytes long.")]
    [InlineData(1, "0702aaaa", "model hash: the field is not 32 bytes long.")]
    [InlineData(1, "0801ff", "cut name: not UTF-8 of at most 255 bytes without control characters.")]
    [InlineData(1, "08020a41", "cut name: not UTF-8 of at most 255 bytes without control characters.")]
    [InlineData(1, "0900", "profile hash: the field is not 32 bytes long.")]
    [InlineData(1, "0105080140400102050101010141050201010601010402 0700", "channel order: for tensor 7; the set has 1.")]
    [InlineData(1, "01050801404001020501010101410502010106 0101", "layout: 0 regions for 1 tensors.")]
    [InlineData(1, "0105080940400102050101010141050201010601 01", "layout: layout kind is 9; the kinds are 1..3.")]
    [InlineData(2, "", "unit: configuration id or sequence number is missing.")]
    [InlineData(2, "0103000000", "configuration id: the field is not 4 bytes long.")]
    [InlineData(2, "0201ff", "sequence number: the field is not 8 bytes long.")]
    [InlineData(2, "0303808004", "frame index: damaged, or above 65535.")]
    [InlineData(2, "04020101", "batch: damaged, or the index is not below the count.")]
    [InlineData(2, "050100", "capture time: the field is not 8 bytes long.")]
    [InlineData(2, "0602c328", "item id: not UTF-8 of at most 1023 bytes without control characters.")]
    [InlineData(2, "0700", "quantizer: the field of quantizer 0 is damaged, or has more than 1048576 channels.")]
    [InlineData(2, "0705ffffffff0f", "quantizer: the field of quantizer 0 is damaged, or has more than 1048576 channels.")]
    [InlineData(2, "070803803f0003000000", "quantizer: Channel 0 of a quantizer has the range 1..0; both must be finite, the first not above the second.")]
    [InlineData(2, "07080300000003807f00", "quantizer: Channel 0 of a quantizer has the range 0..Infinity; both must be finite, the first not above the second.")]
    [InlineData(2, "0709030000010 20000803f", "quantizer: the field of quantizer 0 is damaged, or has more than 1048576 channels.")]
    [InlineData(2, "0717 07 000000000000 02 01cdcccc3d 01cdcccc3d 02 0000803f", "quantizer: the field of quantizer 0 is damaged, or has more than 1048576 channels.")]
    [InlineData(2, "080100", "check: kind 0; allowed are 1 and 2 with 4 bytes of CRC, and 3.")]
    [InlineData(2, "080101", "check: kind 1; allowed are 1 and 2 with 4 bytes of CRC, and 3.")]
    [InlineData(2, "080304", "unit: a field runs over the end of the message.")]
    [InlineData(2, "09040000c0ff", "largest error: the field is not 4 bytes long, or not a number of at least 0.")]
    [InlineData(2, "0904000080bf", "largest error: the field is not 4 bytes long, or not a number of at least 0.")]
    [InlineData(2, "0a03010101", "times: the field is not four varints of at most 4294967295 microseconds.")]
    [InlineData(2, "0a08010101ffffffff1f", "times: the field is not four varints of at most 4294967295 microseconds.")]
    [InlineData(3, "", "fragment: sequence number, position or bytes are missing.")]
    [InlineData(3, "0303010101", "position: damaged, the index is not below the count, or the total is above 67108864 bytes.")]
    [InlineData(3, "0306000181808020", "position: damaged, the index is not below the count, or the total is above 67108864 bytes.")]
    [InlineData(3, "01080000000000000000030300010104020000", "fragment: 2 bytes of a payload of 1.")]
    public void Damaged_fields_are_named(byte type, string hex, string expected)
    {
        byte[] fields = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(expected, Fault(Seal(type, fields)));
    }

    [Fact]
    public void Units_that_do_not_belong_are_told_apart()
    {
        FeatureConfiguration configuration = HeaderRoundTripTests.Configuration();
        var unit = new FeatureUnitHeader { ConfigurationId = configuration.Id, SequenceNumber = 1, Parameters = [new([0], [1]), new([0], [1])] };
        Assert.Null(configuration.Fault(unit));
        Assert.Equal($"the unit belongs to configuration 00000001; this is {configuration.Id:X8}.", configuration.Fault(unit with { ConfigurationId = 1 }));
        Assert.Equal("frame index is 1; a set has 1 frames.", configuration.Fault(unit with { FrameIndex = 1 }));
        Assert.Equal("frame 0 of a set states no quantizer.", configuration.Fault(unit with { Parameters = [] }));
        Assert.Equal("the unit states 1 quantizers; a set has 2 tensors.", configuration.Fault(unit with { Parameters = [new([0], [1])] }));
        Assert.Equal(
            "quantizer 1 has 3 minima and 1 maxima; tensor 'p4' has 12 channels.",
            configuration.Fault(unit with { Parameters = [new([0], [1]), new([0, -1, -2], [1])] }));
        FeatureConfiguration payload = configuration with { Plan = PackPlan.ForPayload(configuration.Plan.Tensors, 64, 64) };
        Assert.Null(payload.Fault(unit with { ConfigurationId = payload.Id, Parameters = [] }));
    }

    [Fact]
    public void What_the_format_cannot_hold_is_refused_when_written()
    {
        FeatureConfiguration good = HeaderRoundTripTests.Configuration();
        Assert.Equal("The model hash has 31 bytes; a SHA-256 has 32.", Written(good with { ModelHash = new byte[31] }));
        Assert.Equal("The bridge data has 65536 bytes; the feature header allows 65535.", Written(good with { BridgeData = new byte[65536] }));
        Assert.Equal("The cut name 'ab' has control characters; the feature header allows none.", Written(good with { CutName = "a\nb" }));
        string text = new('é', 128);
        Assert.Equal($"The cut name '{text}' takes 256 bytes of UTF-8; the feature header allows 255.", Written(good with { CutName = text }));

        static string Written(FeatureMessage message) => Assert.Throws<ArgumentException>(() => FeatureHeaderWriter.Write(message)).Message;
    }

    private static string? Fault(byte[] payload)
    {
        Assert.False(FeatureHeaderReader.TryRead(payload, FeatureLimits.Default, out _, out string? fault));
        return fault;
    }

    /// <summary>A well formed message around any fields.</summary>
    private static byte[] Seal(byte type, byte[] fields)
    {
        byte[] body = [1, type, 0, 0, 0, 0, .. fields];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(2), fields.Length);
        byte[] crc = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Compute(body));
        return [.. HeaderFormat.Uuid, .. body, .. crc];
    }
}
