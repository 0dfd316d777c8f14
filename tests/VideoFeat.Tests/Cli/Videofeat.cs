namespace VideoFeat.Tests.Cli;

/// <summary>The command line as a user runs it: a process of its own.</summary>
internal static class Videofeat
{
    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "videofeat.dll");

    public static (int Status, string Output, string Error) Run(params string[] arguments) => Tool.Run("dotnet", [Assembly, .. arguments]);

    public static string Succeed(params string[] arguments)
    {
        (int status, string output, string error) = Run(arguments);
        Assert.True(status == 0, $"videofeat {string.Join(' ', arguments)} ended with {status}: {error}");
        return output;
    }

    /// <summary>Fails with the status and exactly one line on standard error, which holds all the given parts.</summary>
    public static void FailsWith(int expected, string[] arguments, params string[] parts)
    {
        (int status, _, string error) = Run(arguments);
        string[] lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(status == expected, $"videofeat {string.Join(' ', arguments)} ended with {status}, not {expected}: {error}");
        string line = Assert.Single(lines, l => l.StartsWith("videofeat: ", StringComparison.Ordinal));
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
