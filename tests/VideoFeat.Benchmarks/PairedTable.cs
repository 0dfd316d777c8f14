namespace VideoFeat.Benchmarks;

/// <summary>Prints a paired run; the first contestant is the base, the second the one that the others are compared with.</summary>
internal static class PairedTable
{
    /// <param name="title">What was done.</param>
    /// <param name="run">The run.</param>
    /// <param name="bytes">Bytes that one repetition works through, for GB/s; 0 leaves the column out.</param>
    public static void Print(string title, Paired run, long bytes = 0)
    {
        Console.WriteLine($"\n{title} ({run.Turns} turns)");
        for (int i = 0; i < run.Contestants.Count; i++)
        {
            double seconds = run.Seconds(i);
            (double median, double low, double high) = run.TimesFaster(i, 0);
            string rate = bytes == 0 ? "" : $"{bytes / seconds / 1e9,8:F2} GB/s";
            string ratio = i == 0 ? "" : $"  {median,7:F3}x the speed of {run.Contestants[0].Name} ({low:F3}..{high:F3})";
            string behind = i < 2 ? "" : $"; row 2 is {run.TimesFaster(1, i).Median:F1}x as fast";
            Console.WriteLine($"  {run.Contestants[i].Name,-34}{seconds * 1e6,12:F1} us{rate}{ratio}{behind}");
        }
    }
}
