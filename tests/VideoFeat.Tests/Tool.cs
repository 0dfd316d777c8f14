using System.Diagnostics;

namespace VideoFeat.Tests;

/// <summary>Runs an outside program with a time limit; tests that need one are skipped with its name where it is missing.</summary>
internal static class Tool
{
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, name)));

    public static (int Status, string Output, string Error) Run(string program, IEnumerable<string> arguments, int seconds = 60)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} ran past {seconds} s.");
        }

        return (process.ExitCode, output.Result, error.Result);
    }

    public static string Succeed(string program, params string[] arguments)
    {
        (int status, string output, string error) = Run(program, arguments);
        Assert.True(status == 0, $"{program} {string.Join(' ', arguments)} ended with {status}: {error}");
        return output;
    }
}
