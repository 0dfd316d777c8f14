using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks.Load;

/// <summary>Codes and sends one stream with one encoder until it is told to stop.</summary>
internal sealed class LoadSender : IAsyncDisposable
{
    private readonly FeatureEncoder _encoder;
    private readonly RtpSender _sender;
    private long _sets;

    /// <param name="stream">What to send.</param>
    /// <param name="port">Port on loopback.</param>
    /// <param name="kilobitsPerSecond">The link; 0 takes the sender's default pace.</param>
    public LoadSender(LoadStream stream, int port, double kilobitsPerSecond)
    {
        _encoder = FeatureEncoder.Open([LoadStream.Features], stream.Codec);
        var options = new RtpOptions { Key = stream.Suite is SrtpSuite suite ? SrtpKey.Create(suite) : null };
        options = kilobitsPerSecond > 0 ? options with { PacingBitsPerSecond = 1000 * kilobitsPerSecond, BurstBytes = 4096 } : options;
        _sender = RtpSender.Connect(new IPEndPoint(IPAddress.Loopback, port), _encoder.ExtraData, options);
    }

    public string Description => _sender.Description.ToText();

    public LoadCounts Counts => new(Interlocked.Read(ref _sets), 0, 0, 0, _sender.Statistics.Retransmitted);

    /// <param name="setsPerSecond">Rate; 0 sends as fast as the pace lets.</param>
    /// <param name="delay">Before the first set, so that streams do not beat together.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(double setsPerSecond, TimeSpan delay, CancellationToken stop)
    {
        try
        {
            await Task.Delay(delay, stop);
            using var timer = setsPerSecond > 0 ? new PeriodicTimer(TimeSpan.FromSeconds(1 / setsPerSecond)) : null;
            while (!stop.IsCancellationRequested)
            {
                using CodedFeature coded = _encoder.Encode(LoadStream.Sets[(int)(_sets % LoadStream.Sets.Count)], _sender.TakeKeyRequest(), stop);

                // To its end: a set cut off in the middle would count as lost.
                await _sender.SendAsync(coded, CancellationToken.None);
                Interlocked.Increment(ref _sets);
                if (timer is not null)
                {
                    await timer.WaitForNextTickAsync(stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        _encoder.Dispose();
    }
}
