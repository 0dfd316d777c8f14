using System.Text.RegularExpressions;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Packing.Header;

/// <summary>The worked example of docs/formats/feature-sei.md is what the code writes and reads.</summary>
public partial class DocumentedExampleTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "formats", "feature-sei.md"));

    [Fact]
    public void The_configuration_says_what_its_table_says()
    {
        byte[] payload = Block("configuration");
        Assert.True(FeatureHeaderReader.TryRead(payload, FeatureLimits.Default, out FeatureMessage? message, out string? fault), fault);
        var read = Assert.IsType<FeatureConfiguration>(message);
        Assert.Equal([new TensorSpec("p3", ElementType.Float32, new TensorShape(1, 2, 3, 5))], read.Plan.Tensors);
        Assert.Equal([new TileRegion(0, 0, 0, 5, 3, 8, 4, 1, 2)], read.Plan.Regions);
        Assert.Equal((64, 64, 1, LayoutKind.Tiled), (read.Plan.FrameWidth, read.Plan.FrameHeight, read.Plan.FramesPerSet, read.Plan.Kind));
        Assert.Equal((8, RangeMode.MinMax, Granularity.PerChannel, (byte)1), (read.BitDepth, read.RangeMode, read.Granularity, read.BridgeId));
        Assert.Equal((0, 0, 0, ""), (read.BridgeData.Length, read.ModelHash.Length, read.ProfileHash.Length, read.CutName));
        Assert.Equal(0xE2014A4Bu, read.Id);
        Assert.Equal(payload, FeatureHeaderWriter.Write(read));
    }

    [Fact]
    public void The_unit_says_what_its_table_says()
    {
        byte[] payload = Block("unit");
        Assert.True(FeatureHeaderReader.TryRead(payload, FeatureLimits.Default, out FeatureMessage? message, out string? fault), fault);
        var read = Assert.IsType<FeatureUnitHeader>(message);
        Assert.Equal([new QuantizerParameters([0, -1], [2.5f, 3])], read.Parameters);
        Assert.Equal(
            new FeatureUnitHeader
            {
                ConfigurationId = 0xE2014A4B,
                SequenceNumber = 0,
                CaptureTimeNs = 1795000000000000000,
                ItemId = "000.npy",
                Check = CheckKind.SourceCodes,
                Crc = 0x7B85235C,
            },
            read with { Parameters = [] });
        Assert.Equal(payload, FeatureHeaderWriter.Write(read));
    }

    [Fact]
    public void The_frame_is_the_one_that_the_page_shows()
    {
        float[] values = [.. Enumerable.Range(0, 15).Select(i => i % 6 / 2f), .. Enumerable.Range(0, 15).Select(i => i % 5 - 1f)];
        using var set = new FeatureSet(FeatureTensor.FromFloats(values, new TensorShape(1, 2, 3, 5), "p3"));
        var packer = new FeaturePacker(PackPlan.Create([set[0].Spec], new LayoutOptions { TileAlignment = 8 }), new QuantizerOptions { Granularity = Granularity.PerChannel });
        byte[] frame = new byte[4096];
        packer.Pack(set, 0, packer.Measure(set, 0), frame);
        byte[] expected = new byte[4096];
        byte[] shown = Block("luma");
        for (int row = 0; row < 8; row++)
        {
            shown.AsSpan(row * 8, 8).CopyTo(expected.AsSpan(row * 64));
        }

        Assert.Equal(expected, frame);
        Assert.Equal(0x7B85235Cu, Crc32C.Compute(frame));
        ushort[] codes = new ushort[30];
        Array.Fill(codes, (ushort)51);
        new FeatureUnpacker(packer.Plan, 8).DequantizeCodes(codes, 0, new([0, -1], [2.5f, 3]), set, 0);
        Assert.Equal(-0.19999993f, set[0].Floats[15]);
    }

    /// <summary>The bytes of a block marked <c>hex name</c>; four digits and two blanks at the beginning of a line are its address.</summary>
    private static byte[] Block(string name)
    {
        Match block = Regex.Match(Page, $"```hex {name}\n(.*?)```", RegexOptions.Singleline);
        Assert.True(block.Success, $"the page has no block 'hex {name}'");
        return Convert.FromHexString(Address().Replace(block.Groups[1].Value, "").Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    [GeneratedRegex("^[0-9a-f]{4}  ", RegexOptions.Multiline)]
    private static partial Regex Address();
}
