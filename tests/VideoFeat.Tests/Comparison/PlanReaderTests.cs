using VideoFeat.Comparison.Planning;
using VideoFeat.Packing;
using Xunit;

namespace VideoFeat.Tests.Comparison;

public sealed class PlanReaderTests
{
    [Fact]
    public void A_plan_in_yaml_and_the_same_in_json_are_the_same()
    {
        ComparisonPlan yaml = Parse("""
            title: Two codecs
            inputs: [a.npy, sub/]
            limit: 3
            codecs:
              - zstd
              - codec: hevc-intra
                name: anchor
                qp: [10, lossless]
            baseline: anchor
            """);
        ComparisonPlan json = Parse("""
            { "title": "Two codecs", "inputs": ["a.npy", "sub/"], "limit": 3, "baseline": "anchor",
              "codecs": ["zstd", { "codec": "hevc-intra", "name": "anchor", "qp": [10, "lossless"] }] }
            """);
        Assert.Equal(PlanText.Of(yaml), PlanText.Of(json));
        Assert.Equal([Path.GetFullPath("a.npy", "/plans"), Path.GetFullPath("sub/", "/plans")], yaml.Inputs);
        Assert.Equal(["10", "lossless"], yaml.Codecs[1].Settings["qp"]);
    }

    [Fact]
    public void A_plan_written_out_is_read_as_itself()
    {
        ComparisonPlan plan = Parse("inputs: a.npy\nmodel: m.onnx\ncut: [x, y]\nrecipe: yolox\ntask: yolox\nlabels: boxes\nsequence: true\njobs: 4\ncodecs: [ {codec: av1, crf: [8, 16]} ]");
        Assert.Equal(PlanText.Of(plan), PlanText.Of(PlanReader.Parse(PlanText.Of(plan), "plan.json", "/elsewhere")));
    }

    [Fact]
    public void The_plan_to_start_from_can_be_read_and_checked()
    {
        ComparisonPlan plan = Parse(PlanSchema.Template());
        VideoFeat.Comparison.Running.ComparisonRun.Check(plan);
        Assert.Equal("hevc-intra", plan.Codecs[0].Name);
    }

    [Fact]
    public void The_plans_of_the_kit_can_be_read_and_checked()
    {
        string[] files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "plans"));
        Assert.True(files.Length >= 11, $"{files.Length} plans");
        foreach (string file in files)
        {
            ComparisonPlan plan = PlanReader.Read(file);
            VideoFeat.Comparison.Running.ComparisonRun.Check(plan);

            // The heads of a detector are told from numbers by the task alone, when a profile is made too.
            Assert.Equal((file, plan.Model?.Contains("yolox", StringComparison.Ordinal) == true), (file, plan.Task == "yolox"));
        }
    }

    [Fact]
    public void The_schema_beside_the_documents_is_that_of_the_code()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "docs", "formats", "plan.schema.json");
        string actual = Path.ChangeExtension(path, ".actual");
        File.WriteAllText(actual, PlanSchema.Schema());
        Assert.True(File.ReadAllText(path) == PlanSchema.Schema(), $"docs/formats/plan.schema.json is not what the code gives; that stands in {actual}.");
    }

    [Theory]
    [InlineData("inputs: [a", "plan.yaml, line 2: While parsing a flow sequence, did not find expected ',' or ']'.")]
    [InlineData("- a", "plan.yaml: a plan is one mapping of keys to values.")]
    [InlineData("inputs: a\nlimit: 0", "plan.yaml, line 2: limit is 0; allowed are 1..1000000.")]
    [InlineData("sequence: maybe", "plan.yaml, line 1: sequence is 'maybe'; allowed are true, false.")]
    [InlineData("task: segment", "plan.yaml, line 1: task is 'segment'; allowed are classify, yolox.")]
    [InlineData("codecs: zstd", "plan.yaml, line 1: codecs must be a list of 1..100.")]
    [InlineData("codecs:\n  - qp: 3", "plan.yaml, line 2: a codec's mapping needs the key codec.")]
    [InlineData("title: [a, b]", "plan.yaml, line 1: title must be one value.")]
    public void What_is_wrong_is_one_line_with_the_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FeatureFormatException>(() => Parse(text)).Message);

    [Fact]
    public void An_unknown_key_is_refused_with_those_that_are_known() => Assert.Equal(
        $"plan.yaml, line 1: the key 'input' is unknown; allowed are {string.Join(", ", PlanSchema.Keys)}.",
        Assert.Throws<FeatureFormatException>(() => Parse("input: a")).Message);

    private static ComparisonPlan Parse(string text) => PlanReader.Parse(text, "plan.yaml", "/plans");
}
