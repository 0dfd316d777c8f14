namespace VideoFeat.Tests.Cli;

public class HelpTests
{
    [Theory]
    [InlineData("encode")]
    [InlineData("decode")]
    [InlineData("info")]
    [InlineData("split")]
    [InlineData("run")]
    [InlineData("probe")]
    [InlineData("demo")]
    [InlineData("completion")]
    public void Every_verb_has_an_example(string verb)
    {
        string help = Videofeat.Succeed(verb, "--help");
        Assert.Contains("Example", help, StringComparison.Ordinal);
        Assert.Contains($"videofeat {verb}", help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shell_gets_verbs_and_flags_to_complete()
    {
        Assert.Contains("encode", Videofeat.Succeed("[suggest:11]", "videofeat e"), StringComparison.Ordinal);
        Assert.Contains("--lossless", Videofeat.Succeed("[suggest:20]", "videofeat encode --l"), StringComparison.Ordinal);
        Assert.Contains("[suggest:", Videofeat.Succeed("completion", "bash"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_verb_is_a_usage_error() => Videofeat.FailsWith(2, ["encod"], "encod");
}
