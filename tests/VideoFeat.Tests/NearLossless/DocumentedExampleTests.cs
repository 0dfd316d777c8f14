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

    [Fact]
    public void The_example_is_what_is_written_and_read()
    {
        ushort[] codes = [.. Block("codes").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(ushort.Parse)];
        byte[] payload = Convert.FromHexString(string.Concat(Block("hex payload").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        ChannelGeometry[] shape = [new(1, 4, 4, false)];
        Assert.Equal(payload, PayloadWriter.Write(shape, 8, [codes], null, new NearLosslessOptions { Effort = NearLosslessEffort.Best }, MixerWidths.Best));
        Assert.Null(PayloadReader.Read(payload, shape, 8, null, 1, MixerWidths.Best, out ushort[][] back));
        Assert.Equal(codes, back[0]);
    }

    [Fact]
    public void The_tables_have_the_CRC_that_the_page_names()
    {
        (ushort[] squash, short[] stretch) = Logistic.Tables;
        string crcs = $"{Crc32C.Compute(MemoryMarshal.AsBytes<ushort>(squash)):x8} and {Crc32C.Compute(MemoryMarshal.AsBytes<short>(stretch)):x8}";
        Assert.Contains(crcs, Page, StringComparison.Ordinal);
    }

    private static string Block(string name)
    {
        Match block = Regex.Match(Page, $"```{name}\n(.*?)```", RegexOptions.Singleline);
        Assert.True(block.Success, $"the page has no block '{name}'");
        return block.Groups[1].Value;
    }
}
