using VideoFeat.Comparison.Results;
using VideoFeat.Packing;
using Xunit;

namespace VideoFeat.Tests.Comparison;

public sealed class ResultsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_is_written_is_read()
    {
        string path = _folder["results.json"];
        ResultsFile.Write(SampleResults.Make(), path);
        Assert.Equal(ResultsFile.Write(SampleResults.Make()), ResultsFile.Write(ResultsFile.Read(path)));
    }

    [Fact]
    public void The_schema_beside_the_documents_is_that_of_the_code()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "docs", "formats", "results.schema.json");
        string actual = Path.ChangeExtension(path, ".actual");
        File.WriteAllText(actual, ResultsFile.Schema());
        Assert.True(File.ReadAllText(path) == ResultsFile.Schema(), $"docs/formats/results.schema.json is not what the code gives; that stands in {actual}.");
    }

    [Theory]
    [InlineData("{}", "no results of a comparison; the field format must be \"videofeat-comparison\".")]
    [InlineData("""{"format":"videofeat-comparison"}""", "version is missing; this program reads 2.")]
    [InlineData("""{"format":"videofeat-comparison","version":1}""", "version 1; this program reads 2.")]
    public void What_is_no_results_is_refused_in_one_line(string text, string why)
    {
        string path = _folder["results.json"];
        File.WriteAllText(path, text);
        Assert.Equal($"{path}: {why}", Assert.Throws<FeatureFormatException>(() => ResultsFile.Read(path)).Message);
    }

    public void Dispose() => _folder.Dispose();
}
