using System.Text.RegularExpressions;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Lightweight;

/// <summary>The worked example of docs/formats/lightweight.md is what the code writes and reads.</summary>
public class DocumentedExampleTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "formats", "lightweight.md"));

    [Fact]
    public void The_example_is_what_is_written_and_read()
    {
        byte[] codes = [.. Block("codes").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(byte.Parse)];
        byte[] payload = Convert.FromHexString(string.Concat(Block("hex payload").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        ChannelGeometry[] shape = [new(1, 4, 4, false)];
        LevelTable[] levels = [LevelTable.Even(new ValueRange(0, 2), 3)];
        Assert.Equal(
            Convert.ToHexStringLower(payload),
            Convert.ToHexStringLower(PayloadWriter.Write(shape, [codes], levels, LightweightContexts.One, 1, MixerWidths.Best)));
        Assert.Null(PayloadReader.Read(payload, shape, LightweightContexts.One, 1, MixerWidths.Best, out byte[][] back, out LevelTable[] read));
        Assert.Equal(codes, back[0]);
        Assert.Equal([0f, 1, 2], read[0].Levels.ToArray());
    }

    private static string Block(string name)
    {
        Match block = Regex.Match(Page, $"```{name}\n(.*?)```", RegexOptions.Singleline);
        Assert.True(block.Success, $"the page has no block '{name}'");
        return block.Groups[1].Value;
    }
}
