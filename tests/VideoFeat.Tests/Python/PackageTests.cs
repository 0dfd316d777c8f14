namespace VideoFeat.Tests.Python;

/// <summary>The Python reader's own tests (python/tests), where this machine has Debian's Python with NumPy and PyAV.</summary>
public class PackageTests
{
    // Debian's Python, where NumPy and PyAV are packages; another python3 of the path may lack them.
    private const string Interpreter = "/usr/bin/python3";

    private static readonly string Folder = Path.Combine(Repository(), "python");

    [SkippableFact]
    public void Its_unit_tests_pass()
    {
        Skip.IfNot(
            File.Exists(Interpreter) && Tool.Run(Interpreter, ["-c", "import av, numpy"]).Status == 0,
            $"skipped because {Interpreter} with NumPy and PyAV is not there (Debian: python3-numpy python3-av)");
        (int status, string output, string error) = Tool.Run(
            Interpreter, ["-B", "-m", "unittest", "discover", "--top-level-directory", Folder, "--start-directory", Path.Combine(Folder, "tests")], seconds: 240);
        Assert.True(status == 0, output + error);
        Assert.Matches(@"Ran [1-9]\d+ tests", error);
    }

    [SkippableFact]
    public void Its_types_hold()
    {
        Skip.IfNot(Tool.Exists("mypy"), "skipped because mypy is not there (Debian: mypy)");
        (int status, string output, string error) = Tool.Run(
            "mypy", ["--config-file", Path.Combine(Folder, "pyproject.toml"), "--cache-dir", "/dev/null", Path.Combine(Folder, "videofeat")], seconds: 120);
        Assert.True(status == 0, output + error);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VideoFeat.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds VideoFeat.sln.");
    }
}
