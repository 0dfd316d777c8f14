using System.ComponentModel;
using System.Diagnostics;

namespace VideoFeat.Comparison.Coders;

/// <summary>Runs an outside program once: argument list, both pipes drained, a time limit, the exit code checked, the whole tree killed on cancel.</summary>
internal static class BoundedProcess
{
    private static readonly TimeSpan MemoryEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>What the program took.</summary>
    /// <param name="Seconds">From start to end.</param>
    /// <param name="PeakBytes">Most resident memory seen; null where the system does not tell.</param>
    /// <param name="Output">The end of what it wrote, both streams.</param>
    internal sealed record Outcome(double Seconds, long? PeakBytes, string Output);

    /// <summary>Runs the program to its end.</summary>
    /// <exception cref="CoderException">It is not there, ended with another status than 0, or ran past the limit.</exception>
    public static async Task<Outcome> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limit);
        long start = Stopwatch.GetTimestamp();
        using Process process = Start(command);
        process.StandardInput.Close();
        Task<string> output = TailAsync(process.StandardOutput);
        Task<string> errors = TailAsync(process.StandardError);
        using var ended = new CancellationTokenSource();
        Task<long?> peak = PeakAsync(process.Id, ended.Token);
        try
        {
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new CoderException($"{command[0]} ran past its limit of {limit.TotalSeconds:G3} s");
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        // A grandchild may hold the pipes open after its parent's end.
        Task both = Task.WhenAll(output, errors);
        await Task.WhenAny(both, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None)).ConfigureAwait(false);
        string text = both.IsCompletedSuccessfully ? $"{await errors.ConfigureAwait(false)}\n{await output.ConfigureAwait(false)}".Trim() : "";
        if (process.ExitCode != 0)
        {
            string last = text.Split('\n').FirstOrDefault(l => l.Trim().Length > 0)?.Trim() ?? "it said nothing";
            throw new CoderException($"{command[0]} ended with {process.ExitCode}: {last}");
        }

        return new Outcome(seconds, await peak.ConfigureAwait(false), text);
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            throw new CoderException($"the program {command[0]} is not there");
        }
    }

    private static async Task<string> TailAsync(StreamReader reader)
    {
        const int kept = 16 << 10;
        var buffer = new char[4096];
        var text = new System.Text.StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            text.Append(buffer, 0, read);
            if (text.Length > 2 * kept)
            {
                text.Remove(0, text.Length - kept);
            }
        }

        return text.ToString();
    }

    // The kernel keeps the peak of a process only while it lives, so it is read now and then.
    private static async Task<long?> PeakAsync(int process, CancellationToken ended)
    {
        long? peak = null;
        while (!ended.IsCancellationRequested)
        {
            peak = ResidentPeak.Of($"/proc/{process}/status") ?? peak;
            await Task.Delay(MemoryEvery, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }
}
