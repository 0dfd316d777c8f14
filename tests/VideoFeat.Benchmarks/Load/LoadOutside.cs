using System.Diagnostics;
using System.Globalization;

namespace VideoFeat.Benchmarks.Load;

/// <summary>Two processes a stream, started from this program; they tell their counts on standard output.</summary>
internal sealed class LoadOutside : ILoad
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("videofeat-load-").FullName;
    private readonly List<Process> _senders = [];
    private readonly List<Process> _receivers = [];
    private readonly Dictionary<int, (LoadCounts Counts, long Heap)> _told = [];
    private readonly Lock _lock = new();

    public LoadOutside(int streams, double setsPerSecond, double kilobitsPerSecond)
    {
        for (int i = 0; i < streams; i++)
        {
            string sdp = Path.Combine(_folder, $"{i}.sdp");
            string[] common = ["--stream", $"{i}", "--sdp", sdp, "--rate", string.Create(CultureInfo.InvariantCulture, $"{setsPerSecond}"), "--kbps", string.Create(CultureInfo.InvariantCulture, $"{kilobitsPerSecond}")];
            _senders.Add(Start(["--role", "send", .. common]));
            _receivers.Add(Start(["--role", "receive", .. common]));
        }
    }

    public IReadOnlyList<Process> Processes => [.. _senders, .. _receivers];

    public (LoadCounts Counts, long Heap) Read()
    {
        if (Processes.FirstOrDefault(p => p.HasExited) is Process ended)
        {
            throw new InvalidOperationException($"a process of the load ended with {ended.ExitCode}.");
        }

        return Sum();
    }

    // Senders end when their input does; their goodbye ends the receivers.
    public async Task<LoadCounts> StopAsync()
    {
        using var limit = new CancellationTokenSource(Drain);
        foreach (Process sender in _senders)
        {
            sender.StandardInput.Close();
        }

        foreach (Process process in Processes)
        {
            await process.WaitForExitAsync(limit.Token);
        }

        return Sum().Counts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in Processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private (LoadCounts Counts, long Heap) Sum()
    {
        lock (_lock)
        {
            return (_told.Values.Aggregate(default(LoadCounts), (sum, t) => sum + t.Counts), _told.Values.Sum(t => t.Heap));
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(LoadOutside).Assembly.Location] : [];
        Process process = Process.Start(new ProcessStartInfo(program, [.. self, "load", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        int id = process.Id;
        process.OutputDataReceived += (_, line) => Take(id, line.Data);
        process.BeginOutputReadLine();
        return process;
    }

    private void Take(int process, string? line)
    {
        if (LoadChild.TryRead(line, out LoadCounts counts, out long heap))
        {
            lock (_lock)
            {
                _told[process] = (counts, heap);
            }
        }
    }
}
