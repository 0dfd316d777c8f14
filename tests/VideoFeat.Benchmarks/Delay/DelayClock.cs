using System.Diagnostics;

namespace VideoFeat.Benchmarks.Delay;

/// <summary>When each unit was handed over, had left, and came out. The sender and the receiver may use it at once.</summary>
internal sealed class DelayClock(int count)
{
    private readonly long[] _start = new long[count], _sent = new long[count], _arrived = new long[count];

    public void Start(int number) => Volatile.Write(ref _start[number], Stopwatch.GetTimestamp());

    public void Sent(int number) => _sent[number] = Stopwatch.GetTimestamp();

    /// <summary>A unit came out; its feature number tells which.</summary>
    public void Arrived(ReadOnlySpan<byte> unit)
    {
        long now = Stopwatch.GetTimestamp();
        if (FeatureNumber.Of(unit) is ulong number && number < (ulong)count)
        {
            _arrived[number] = now;
        }
    }

    /// <summary>Milliseconds from handed over to out, of those that came.</summary>
    public double[] Delays(int from) => Between(_start, _arrived, from);

    /// <summary>Milliseconds that sending took.</summary>
    public double[] Sends(int from) => Between(_start, _sent, from);

    private static double[] Between(long[] starts, long[] ends, int from) =>
        [.. starts.Zip(ends).Skip(from).Where(t => t.Second != 0).Select(t => Stopwatch.GetElapsedTime(t.First, t.Second).TotalMilliseconds)];
}
