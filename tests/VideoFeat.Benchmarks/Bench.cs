namespace VideoFeat.Benchmarks;

/// <summary>A benchmark on the command line.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="What">What it compares, in one line.</param>
/// <param name="Run">Runs it.</param>
/// <param name="Options">Options that it takes, as the usage shows them: name and default.</param>
internal sealed record Bench(string Name, string What, Action<BenchArguments> Run, params string[] Options)
{
    public Bench(string name, string what, Action<double> run)
        : this(name, what, given => run(given.Number("--seconds", 2)), "--seconds 2")
    {
    }
}
