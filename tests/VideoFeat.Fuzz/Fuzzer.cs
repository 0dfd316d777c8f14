using System.Diagnostics;
using System.Text.RegularExpressions;

namespace VideoFeat.Fuzz;

/// <summary>Feeds a target with mutated inputs and stops at the first that breaks a rule. The same seed gives the same inputs.</summary>
internal sealed partial class Fuzzer(FuzzTarget target, int seed)
{
    /// <summary>What one input may take. Far above any honest time, so that a busy machine raises no alarm.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    // Inputs with a new outcome join the corpus until it has so many.
    private const int MaxCorpus = 1024;

    private readonly List<byte[]> _corpus = [.. target.Seeds()];
    private readonly HashSet<string> _outcomes = [];
    private readonly Mutator _mutator = new(seed, target.Words, target.MaxInputBytes);
    private byte[] _current = [];
    private long _started;

    /// <summary>Inputs tried.</summary>
    public long Inputs { get; private set; }

    /// <summary>Different outcomes: success, and fault messages that differ in more than numbers and names.</summary>
    public int Outcomes => _outcomes.Count;

    /// <summary>The input being tried, and for how long; for a watch on another thread.</summary>
    public (byte[] Input, TimeSpan For) Current => (Volatile.Read(ref _current), Stopwatch.GetElapsedTime(Interlocked.Read(ref _started)));

    /// <summary>Tries the seeds, then mutated inputs while <paramref name="goOn"/> says so.</summary>
    /// <returns>The first finding; null where every input kept the rules.</returns>
    public FuzzFinding? Run(Func<long, bool> goOn)
    {
        foreach (byte[] input in _corpus.ToArray())
        {
            if (Try(input) is FuzzFinding finding)
            {
                return finding;
            }
        }

        while (goOn(Inputs))
        {
            byte[] input = _mutator.Next(_corpus);
            int before = _outcomes.Count;
            if (Try(input) is FuzzFinding finding)
            {
                return finding;
            }

            if (_outcomes.Count > before && _corpus.Count < MaxCorpus)
            {
                _corpus.Add(input);
            }
        }

        return null;
    }

    /// <summary>Tries one input.</summary>
    public FuzzFinding? Try(byte[] input)
    {
        Inputs++;
        Volatile.Write(ref _current, input);
        Interlocked.Exchange(ref _started, Stopwatch.GetTimestamp());
        long before = GC.GetAllocatedBytesForCurrentThread();
        long allocated;
        string outcome = "read";
        try
        {
            target.Run(input);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        catch (Exception e) when (target.Documented.Contains(e.GetType()))
        {
            // Before our own bookkeeping, whose growing set of outcomes is not the target's memory.
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            outcome = $"{e.GetType().Name} {NumbersAndNames().Replace(e.Message, "#")}";
            if (e.Message.AsSpan().ContainsAny('\n', '\r'))
            {
                return new FuzzFinding(input, "The fault takes more than one line.", e);
            }
        }
#pragma warning disable CA1031 // any other exception is the finding
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new FuzzFinding(input, "An exception that is not documented.", e);
        }

        _outcomes.Add(outcome);
        long limit = target.Allocation.Fixed + (target.Allocation.EachByte * input.Length);
        if (allocated > limit)
        {
            return new FuzzFinding(input, $"{allocated} bytes allocated for an input of {input.Length}; the limit is {limit}.", null);
        }

        TimeSpan took = Current.For;
        return took > TimeLimit ? new FuzzFinding(input, $"It took {took.TotalSeconds:F1} s; the limit is {TimeLimit.TotalSeconds} s.", null) : null;
    }

    [GeneratedRegex(@"'.*'|\[.*\]|[0-9A-F]{2,}|\d+")]
    private static partial Regex NumbersAndNames();
}
