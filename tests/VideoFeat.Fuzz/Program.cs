using System.Diagnostics;
using System.Globalization;
using VideoFeat.Fuzz;

const string Usage = """
    dotnet run --project tests/VideoFeat.Fuzz -- TARGET|all [--seconds 60] [--seed 1] [--replay FILE]

    Feeds TARGET with mutated inputs. An input that breaks a rule (an exception that is not documented, too much memory or time) is
    printed in hex and kept in TARGET-crash.bin; the exit code is then 1. --replay runs one kept input again.
    """;

int seconds = 60;
int seed = 1;
string? replay = null;
string? name = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : null;
bool understood = name is not null && args.Length % 2 == 1;
for (int i = 1; understood && i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--seconds" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seconds) && seconds > 0:
        case "--seed" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seed):
            break;
        case "--replay":
            replay = args[i + 1];
            break;
        default:
            understood = false;
            break;
    }
}

FuzzTarget[] targets = [.. FuzzTargets.All.Where(t => name is "all" || t.Name == name)];
if (!understood || targets.Length == 0)
{
    Console.Error.WriteLine($"{Usage}\nTargets: {string.Join(", ", FuzzTargets.All.Select(t => t.Name))}");
    return 2;
}

foreach (FuzzTarget target in targets)
{
    var fuzzer = new Fuzzer(target, seed);
    using var watch = new Timer(_ => StopIfStuck(target, fuzzer), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    long started = Stopwatch.GetTimestamp();
    FuzzFinding? finding = replay is not null
        ? fuzzer.Try(File.ReadAllBytes(replay))
        : fuzzer.Run(_ => Stopwatch.GetElapsedTime(started).TotalSeconds < seconds);
    if (finding is not null)
    {
        Report(target, finding);
        return 1;
    }

    Console.WriteLine(
        $"{target.Name}: {fuzzer.Inputs:N0} inputs in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s, {fuzzer.Outcomes} outcomes, nothing found (seed {seed})");
}

return 0;

static void StopIfStuck(FuzzTarget target, Fuzzer fuzzer)
{
    (byte[] input, TimeSpan took) = fuzzer.Current;
    if (input.Length > 0 && took > Fuzzer.TimeLimit * 2)
    {
        Report(target, new FuzzFinding(input, $"It has not come back for {took.TotalSeconds:F0} s.", null));
        Environment.Exit(1);
    }
}

static void Report(FuzzTarget target, FuzzFinding finding)
{
    string path = Path.GetFullPath($"{target.Name}-crash.bin");
    File.WriteAllBytes(path, finding.Input);
    Console.Error.WriteLine($"{target.Name}: {finding}\nkept in {path}");
}
