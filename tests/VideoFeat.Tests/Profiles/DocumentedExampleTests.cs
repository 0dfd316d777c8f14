using System.Text.RegularExpressions;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Profiles;

/// <summary>The worked example of docs/formats/profile.md is what the code writes and reads.</summary>
public class DocumentedExampleTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "formats", "profile.md"));

    [Fact]
    public void The_file_is_the_one_that_the_page_shows()
    {
        byte[] shown = Convert.FromHexString(string.Concat(Regex.Matches(Block("profile"), "(?<=^|\n)[0-9a-f]{4}  (.*)").Select(m => m.Groups[1].Value)).Replace(" ", ""));
        Profile read = Profile.Parse(shown);
        Assert.Equal([new TensorSpec("p3", ElementType.Float32, new TensorShape(1, 2, 3, 5))], read.Meta.Tensors);
        Assert.Equal(("add", "hand", 0), (read.Meta.CutName, read.Meta.CreatedBy, read.Meta.ModelHash.Length));
        Assert.Equal([7, 8], Assert.Single(read.Chunks).Bytes.ToArray());
        Assert.Equal(shown, Profile.Create(read.Meta, read.Chunks).Bytes.ToArray());
        Assert.Equal(Block("hash").Trim(), Convert.ToHexStringLower(read.Hash.Span));
    }

    private static string Block(string name)
    {
        Match block = Regex.Match(Page, $"```hex {name}\n(.*?)```", RegexOptions.Singleline);
        Assert.True(block.Success, $"the page has no block '{name}'");
        return block.Groups[1].Value;
    }
}
