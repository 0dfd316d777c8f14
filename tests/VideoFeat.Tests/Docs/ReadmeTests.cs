namespace VideoFeat.Tests.Docs;

public class ReadmeTests
{
    [Fact]
    public void The_sample_of_the_README_is_the_one_that_compiles()
    {
        string[] compiled = Between("Docs/ReadmeSample.cs", "// sample", "// end");
        Assert.NotEmpty(compiled);
        Assert.Equal(compiled, Between("docs/README.md", "```csharp", "```"));
    }

    // The lines after the first marker, up to the next one of the other, without what indents them all.
    private static string[] Between(string file, string start, string end)
    {
        string[] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, file)).SkipWhile(l => l.Trim() != start).Skip(1).TakeWhile(l => l.Trim() != end)];
        int indent = lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return [.. lines.Select(l => l.Length > 0 ? l[indent..] : l)];
    }
}
