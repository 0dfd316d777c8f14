using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks.Load;

/// <summary>Receives and decodes one stream until its sender says goodbye, and compares what should come back bit for bit.</summary>
/// <param name="description">SDP.</param>
/// <param name="expected">Values by set; null where they depend on more than the set (QP): the decoder's own check then stands alone.</param>
internal sealed class LoadReceiver(string description, float[][]? expected) : IAsyncDisposable
{
    private readonly RtpReceiver _receiver = RtpReceiver.Bind(description);
    private long _intact, _lost, _wrong;

    public LoadCounts Counts => new(0, Interlocked.Read(ref _intact), Interlocked.Read(ref _lost), Interlocked.Read(ref _wrong), 0);

    public RtpReceiverStatistics Statistics => _receiver.Statistics;

    public async Task RunAsync(CancellationToken stop)
    {
        using FeatureDecoder decoder = FeatureDecoder.Open();
        ulong next = 0;
        await foreach (ReceivedUnit unit in _receiver.ReceiveAsync(stop))
        {
            using (unit)
            {
                decoder.Send(unit.Unit.Data.Span);
            }

            while (decoder.TryReceive(out DecodedFeature? feature))
            {
                using (feature)
                {
                    Count(feature!, ref next);
                }
            }
        }
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    // Sets that never came show as a gap in the numbers; those that came damaged are said to be lost.
    private void Count(DecodedFeature feature, ref ulong next)
    {
        Interlocked.Add(ref _lost, feature.Sequence > next ? (long)(feature.Sequence - next) : 0);
        next = feature.Sequence + 1;
        if (feature.State is not FeatureState.Intact)
        {
            Interlocked.Increment(ref _lost);
        }
        else if (expected is not null && !feature.Set![0].Floats.SequenceEqual(expected[feature.Sequence % (ulong)expected.Length]))
        {
            Interlocked.Increment(ref _wrong);
        }
        else
        {
            Interlocked.Increment(ref _intact);
        }
    }
}
