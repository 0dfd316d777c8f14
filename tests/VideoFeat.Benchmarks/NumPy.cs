using System.Diagnostics;
using System.Globalization;

namespace VideoFeat.Benchmarks;

/// <summary>A NumPy of this machine that does its share when it is its turn: a child process that repeats what it is told and answers with seconds.</summary>
internal sealed class NumPy : IDisposable
{
    // Debian's Python, where NumPy is a package; another python3 of the path may lack it.
    private const string Python = "/usr/bin/python3";

    private const string Loop = """

        import sys, time
        print(np.__version__, flush=True)
        for line in sys.stdin:
            name, repetitions = line.split()
            work = globals()[name]
            start = time.perf_counter()
            for _ in range(int(repetitions)):
                work()
            print(time.perf_counter() - start, flush=True)
        """;

    private readonly Process _process;

    private NumPy(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    public string Version { get; }

    /// <summary>Starts Python with a script that defines functions without parameters; null where there is no NumPy.</summary>
    public static NumPy? Start(string script, params string[] arguments)
    {
        if (!File.Exists(Python))
        {
            return null;
        }

        var start = new ProcessStartInfo(Python, ["-c", "import numpy as np\n" + script + Loop, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = false,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        Process process = Process.Start(start)!;
        string? version = process.StandardOutput.ReadLine();
        return version is null ? null : new NumPy(process, version);
    }

    /// <summary>A contestant that calls one of the script's functions.</summary>
    public Contestant Contestant(string function) => new($"NumPy {Version}", repetitions =>
    {
        _process.StandardInput.WriteLine($"{function} {repetitions}");
        return double.Parse(
            _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Python ended early; its own words stand above."), CultureInfo.InvariantCulture);
    });

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
