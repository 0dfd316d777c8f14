using System.Diagnostics;

namespace VideoFeat.Benchmarks;

/// <summary>One of several ways to do the same work.</summary>
/// <param name="Name">What it is, for the table.</param>
/// <param name="Seconds">Does the work so many times and gives the seconds of all of them.</param>
internal sealed record Contestant(string Name, Func<int, double> Seconds)
{
    public static Contestant Of(string name, Action work) => new(name, repetitions =>
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });
}
