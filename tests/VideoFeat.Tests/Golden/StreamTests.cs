namespace VideoFeat.Tests.Golden;

/// <summary>
/// The files of tests/vectors/streams decode to the tensors that streams.tsv states, bit for bit. The Python reader is held to the same list
/// (python/tests/test_golden.py). To write files and list anew: <c>VIDEOFEAT_WRITE_GOLDEN=tests/vectors dotnet test tests/VideoFeat.Tests --filter Tests.Golden</c>,
/// with a full path.
/// </summary>
public class StreamTests
{
    private const string List = "streams/streams.tsv";

    public static TheoryData<string> Files { get; } = [.. GoldenStream.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_golden_stream_decodes_to_the_tensors_that_were_written_down(string file)
    {
        string[] expected = [.. File.ReadLines(Vectors.Find(List)).Where(line => line.StartsWith(file + "\t", StringComparison.Ordinal)).Select(line => line[(file.Length + 1)..])];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, GoldenStream.Decode(Vectors.Find($"streams/{file}")));
    }

    [SkippableFact]
    public void The_golden_streams_are_written()
    {
        string? folder = Environment.GetEnvironmentVariable("VIDEOFEAT_WRITE_GOLDEN");
        Skip.If(folder is null, "skipped because VIDEOFEAT_WRITE_GOLDEN names no folder to write golden files into");
        string streams = Directory.CreateDirectory(Path.Combine(folder!, "streams")).FullName;
        foreach (GoldenStream stream in GoldenStream.All)
        {
            stream.Write(streams);
        }

        var lines = GoldenStream.All.SelectMany(s => GoldenStream.Decode(Path.Combine(streams, s.Name)).Select(set => $"{s.Name}\t{set}"));
        File.WriteAllText(Path.Combine(folder!, List), $"# file\tset\tstate\titem\tSHA-256 of its tensors' elements\n{string.Join('\n', lines)}\n");
    }
}
