using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Packing;

namespace VideoFeat.Tests.NearLossless;

/// <summary>The worked example of docs/formats/near-lossless.md is what the code writes and reads.</summary>
public class DocumentedExampleTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "formats", "near-lossless.md"));

    [Theory]
    [InlineData("hex payload", NearLosslessEffort.Best)]
    [InlineData("hex payload fast", NearLosslessEffort.Fast)]
    public void The_examples_are_what_is_written_and_read(string block, NearLosslessEffort effort)
    {
        ushort[] codes = [.. Block("codes").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(ushort.Parse)];
        byte[] payload = Convert.FromHexString(string.Concat(Block(block).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        ChannelGeometry[] shape = [new(1, 4, 4, false)];
        Assert.Equal(Convert.ToHexString(payload), Convert.ToHexString(Payloads.Write(shape, 8, [codes], effort)));
        Assert.Null(Payloads.Read(payload, shape, 8, out ushort[][] back));
        Assert.Equal(codes, back[0]);
    }

    [Fact]
    public void The_table_has_the_CRC_that_the_page_names() =>
        Assert.Contains($"{Crc32C.Compute(MemoryMarshal.AsBytes(OctaveLogistic.Table)):x8}", Page, StringComparison.Ordinal);

    private static string Block(string name)
    {
        Match block = Regex.Match(Page, $"```{name}\n(.*?)```", RegexOptions.Singleline);
        Assert.True(block.Success, $"the page has no block '{name}'");
        return block.Groups[1].Value;
    }
}
