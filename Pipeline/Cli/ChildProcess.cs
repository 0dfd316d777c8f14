using System.ComponentModel;
using System.Diagnostics;

namespace VideoFeat.Cli;

/// <summary>Runs an outside program: argument list, both pipes drained, a time limit, the exit code checked, the whole tree killed on cancel.</summary>
internal static class ChildProcess
{
    /// <summary>Standard output of a program that ended with 0.</summary>
    /// <exception cref="PlatformNotSupportedException">The program is not installed, failed, or ran past the limit; the message has the end of its standard error.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limit);
        using Process process = Start(program, arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new PlatformNotSupportedException($"{program} {string.Join(' ', arguments)} ran past its limit of {limit.TotalSeconds:F0} s.");
        }

        string errors = await error.ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new PlatformNotSupportedException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Trim().Split('\n').LastOrDefault()}");
        }

        return await output.ConfigureAwait(false);
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new PlatformNotSupportedException($"The program '{program}' is not installed or not on the PATH.", e);
        }
    }
}
