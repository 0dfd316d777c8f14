using System.Diagnostics;
using VideoFeat.Tests;
using VideoFeat.Tests.Rtp;

namespace VideoFeat.Benchmarks.Load;

/// <summary>All streams in this process.</summary>
internal sealed class LoadInside : ILoad
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    private readonly List<LoadSender> _senders = [];
    private readonly List<LoadReceiver> _receivers = [];
    private readonly List<Task> _sending = [];
    private readonly List<Task> _receiving = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end = new();

    public LoadInside(int streams, double setsPerSecond, double kilobitsPerSecond)
    {
        float[][] lossless = LoadStream.LosslessValues();
        for (int i = 0; i < streams; i++)
        {
            LoadStream stream = LoadStream.Kind(i);
            var sender = new LoadSender(stream, Ports.Free(), kilobitsPerSecond);
            var receiver = new LoadReceiver(sender.Description, stream.Lossless ? lossless : null);
            _senders.Add(sender);
            _receivers.Add(receiver);
            _receiving.Add(Task.Run(() => receiver.RunAsync(_end.Token)));
        }

        for (int i = 0; i < streams; i++)
        {
            LoadSender sender = _senders[i];
            TimeSpan delay = TimeSpan.FromSeconds(i / (streams * Math.Max(1, setsPerSecond)));
            _sending.Add(Task.Run(() => sender.RunAsync(setsPerSecond, delay, _stop.Token)));
        }
    }

    public IReadOnlyList<Process> Processes { get; } = [Process.GetCurrentProcess()];

    public (LoadCounts Counts, long Heap) Read()
    {
        if (_sending.Concat(_receiving).FirstOrDefault(t => t.IsFaulted) is Task failed)
        {
            throw failed.Exception!;
        }

        return (Sum(), Resources.LiveHeap());
    }

    public async Task<LoadCounts> StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sending);
        foreach (LoadSender sender in _senders)
        {
            await sender.DisposeAsync();
        }

        _end.CancelAfter(Drain);
        await Task.WhenAll(_receiving);
        return Sum();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (LoadReceiver receiver in _receivers)
        {
            await receiver.DisposeAsync();
        }

        _stop.Dispose();
        _end.Dispose();
    }

    private LoadCounts Sum() => _senders.Select(s => s.Counts).Concat(_receivers.Select(r => r.Counts)).Aggregate((a, b) => a + b);
}
