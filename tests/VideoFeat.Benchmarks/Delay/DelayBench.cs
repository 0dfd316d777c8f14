using System.Globalization;
using System.Net;
using System.Text.Json;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Tests;

namespace VideoFeat.Benchmarks.Delay;

/// <summary>
/// From an access unit handed to the sender to the same unit out of the receiver, over UDP on loopback: what the way from a frame to a tensor takes besides
/// coding and decoding. The same units go to our receiver and to libavformat's, each with a sender of its own, by turns in one run.
/// </summary>
internal static class DelayBench
{
    public static readonly string[] Options = ["--sets 200", "--rate 30", "--json FILE"];

    private const int WarmUp = 10;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static void Run(BenchArguments given)
    {
        int sets = (int)given.Number("--sets", 200);
        double rate = given.Number("--rate", 30);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\ndelay from access unit in to access unit out, loopback, {rate} units a second, default options, ms"));
        Console.WriteLine($"{"tensor",-12} {"codes",-9} {"KB/unit",8} {"packets",8}  {"receiver",-12} {"units",6} {"median",8} {"p99",8} {"largest",8}  {"send med.",9}");
        List<DelayResult> results = [];
        foreach (int side in new[] { 52, 128 })
        {
            foreach (bool lossless in new[] { true, false })
            {
                results.AddRange(RunAsync(side, lossless, sets + WarmUp, rate).GetAwaiter().GetResult());
            }
        }

        if (given.Word("--json", "") is { Length: > 0 } path)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(results, Json));
        }
    }

    private static async Task<IReadOnlyList<DelayResult>> RunAsync(int side, bool lossless, int count, double rate)
    {
        DelayUnits coded = DelayUnits.Code(side, lossless, count);
        var ours = new DelayClock(count);
        var theirs = new DelayClock(count);
        var options = new RtpOptions { FramesPerSecond = rate };
        RtpSender toUs = RtpSender.Connect(new IPEndPoint(IPAddress.Loopback, Ports.Free()), coded.ExtraData, options);
        RtpSender toThem = RtpSender.Connect(new IPEndPoint(IPAddress.Loopback, Ports.Free()), coded.ExtraData, options with { Multiplexed = false, Retransmission = false });
        await using RtpReceiver receiver = RtpReceiver.Bind(toUs.Description);
        using var libav = new LibavReceiver(toThem.Description.ToText(), theirs);
        Task receiving = ReceiveAsync(receiver, ours);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate));
        await Task.Delay(300);
        for (int i = 0; i < count; i++)
        {
            await timer.WaitForNextTickAsync();
            await SendAsync(toUs, coded.Units[i], ours, i);
            await SendAsync(toThem, coded.Units[i], theirs, i);
        }

        await Task.Delay(300);
        await toUs.DisposeAsync();
        await toThem.DisposeAsync();
        await receiving;
        libav.Finish();
        double bytes = coded.Units.Average(u => u.Bits / 8.0), packets = (double)toUs.Statistics.Packets / count;
        foreach (CodedFeature unit in coded.Units)
        {
            unit.Dispose();
        }

        DelayResult[] results = [Result("ours", ours), Result("libavformat", theirs)];
        DelayResult Result(string who, DelayClock clock) => new($"64x{side}x{side}", lossless ? "lossless" : "QP 22", bytes, packets, who, clock.Delays(WarmUp), clock.Sends(WarmUp));
        Array.ForEach(results, r => r.Print());
        return results;
    }

    private static async Task SendAsync(RtpSender sender, CodedFeature unit, DelayClock clock, int number)
    {
        clock.Start(number);
        await sender.SendAsync(unit);
        clock.Sent(number);
    }

    private static async Task ReceiveAsync(RtpReceiver receiver, DelayClock clock)
    {
        await foreach (ReceivedUnit unit in receiver.ReceiveAsync())
        {
            using (unit)
            {
                clock.Arrived(unit.Unit.Data.Span);
            }
        }
    }
}
