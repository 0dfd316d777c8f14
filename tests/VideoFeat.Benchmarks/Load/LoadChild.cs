using System.Globalization;
using VideoFeat.Tests;
using VideoFeat.Tests.Rtp;

namespace VideoFeat.Benchmarks.Load;

/// <summary>The sender or the receiver of one stream, in a process of its own.</summary>
internal static class LoadChild
{
    private const string Mark = "counts";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5), DescriptionLimit = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(string role, int stream, string sdp, double setsPerSecond, double kilobitsPerSecond)
    {
        LoadStream kind = LoadStream.Kind(stream);
        using var end = new CancellationTokenSource();
        if (role == "send")
        {
            await using var sender = new LoadSender(kind, Ports.Free(), kilobitsPerSecond);
            await File.WriteAllTextAsync(sdp + ".new", sender.Description);
            File.Move(sdp + ".new", sdp);
            Task input = Task.Run(() =>
            {
                Console.In.ReadToEnd(); // asynchronous in name alone, so on a thread of its own
                end.Cancel();
            });

            // Long enough for the receiver's process to have started.
            await TellAsync(sender.RunAsync(setsPerSecond, TimeSpan.FromSeconds(10), end.Token), () => sender.Counts);
            await input;
        }
        else
        {
            using var limit = new CancellationTokenSource(DescriptionLimit);
            while (!File.Exists(sdp))
            {
                await Task.Delay(100, limit.Token);
            }

            await using var receiver = new LoadReceiver(await File.ReadAllTextAsync(sdp), kind.Lossless ? LoadStream.LosslessValues() : null);
            await TellAsync(receiver.RunAsync(end.Token), () => receiver.Counts);
        }
    }

    /// <summary>Reads a line that a child wrote.</summary>
    public static bool TryRead(string? line, out LoadCounts counts, out long heap)
    {
        (counts, heap) = (default, 0);
        if (line is null || !line.StartsWith(Mark, StringComparison.Ordinal))
        {
            return false;
        }

        long[] n = [.. line.Split(' ')[1..].Select(w => long.Parse(w, CultureInfo.InvariantCulture))];
        (counts, heap) = (new LoadCounts(n[0], n[1], n[2], n[3], n[4]), n[5]);
        return true;
    }

    private static async Task TellAsync(Task work, Func<LoadCounts> read)
    {
        while (await Task.WhenAny(work, Task.Delay(Interval)) != work)
        {
            Tell(read());
        }

        await work;
        Tell(read());
    }

    private static void Tell(LoadCounts c) => Console.WriteLine($"{Mark} {c.Sent} {c.Intact} {c.Lost} {c.Wrong} {c.Retransmitted} {Resources.LiveHeap()}");
}
