using System.Runtime.CompilerServices;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Rtp;

namespace VideoFeat.Streaming;

/// <summary>From a carrier through a decoder to feature sets, each with its state; lost ones are filled in by a policy. One run.</summary>
public sealed class FeatureReception : IDisposable
{
    private const long NanosecondsPerTick = 100;

    // Where key pictures do not help, asking for more of them must not make a stream of nothing else.
    private static readonly TimeSpan KeyRequestInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly FeatureDecoder _decoder;
    private readonly FeatureConcealer _concealer;
    private readonly Dictionary<FeatureState, long> _states = [];
    private DateTimeOffset _arrived;
    private long? _keyRequested;

    /// <param name="policy">What stands in for a lost set.</param>
    /// <param name="options">How to decode; null takes the defaults.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <param name="profiles">Profiles for streams that need one; null: only those that come in the stream.</param>
    /// <exception cref="BridgeException">The wanted device does not work here.</exception>
    public FeatureReception(ConcealmentPolicy policy = ConcealmentPolicy.None, HevcDecoderOptions? options = null, TimeProvider? time = null, ProfileLibrary? profiles = null)
    {
        _time = time ?? TimeProvider.System;
        _concealer = new FeatureConcealer(policy);
        _decoder = FeatureDecoder.Open(options, profiles);
    }

    /// <summary>Once something has come, silence for so long ends the stream; null waits on. A carrier with limits of its own needs none.</summary>
    public TimeSpan? IdleLimit { get; init; }

    /// <summary>Raised for each stage of each set that was not lost, in the order of the stages.</summary>
    public event Action<Stage, TimeSpan>? StageTimed;

    /// <summary>Raised for each set, in stream order, before the loop body has it; lent for the call.</summary>
    public event Action<DecodedFeature>? SetReceived;

    /// <summary>The decoder, for what the stream says of itself.</summary>
    public FeatureDecoder Decoder => _decoder;

    /// <summary>Sets handed out in this state.</summary>
    public long Count(FeatureState state) => _states.GetValueOrDefault(state);

    /// <summary>
    /// The sets as they come, each owned by the loop body. Ends with the carrier's stream, or by cancellation, which is how receiving ends and no error;
    /// what was still inside comes out before the end.
    /// </summary>
    /// <exception cref="BridgeException">The carrier failed.</exception>
    public async IAsyncEnumerable<DecodedFeature> RunAsync(IUnitReceiver carrier, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using IAsyncEnumerator<ReceivedUnit> units = carrier.ReceiveAsync(end.Token).GetAsyncEnumerator(end.Token);
        while (await NextAsync(units, end.Token).ConfigureAwait(false))
        {
            end.CancelAfter(Timeout.InfiniteTimeSpan);
            _arrived = _time.GetUtcNow();
            using (units.Current)
            {
                _decoder.Send(units.Current.Unit.Data.Span);
            }

            foreach (DecodedFeature feature in Drain(carrier))
            {
                yield return feature;
            }

            end.CancelAfter(IdleLimit ?? Timeout.InfiniteTimeSpan);
        }

        _decoder.Finish(carrier.Announced);
        foreach (DecodedFeature feature in Drain(null))
        {
            yield return feature;
        }

        _concealer.Finish();
        foreach (DecodedFeature feature in Drain(null))
        {
            yield return feature;
        }
    }

    /// <summary>Times the back half: whoever runs it says how long it took.</summary>
    public void BackTook(TimeSpan elapsed) => StageTimed?.Invoke(Stage.Back, elapsed);

    /// <inheritdoc/>
    public void Dispose()
    {
        _concealer.Dispose();
        _decoder.Dispose();
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ReceivedUnit> units, CancellationToken cancellation)
    {
        try
        {
            return await units.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private IEnumerable<DecodedFeature> Drain(IUnitReceiver? carrier)
    {
        while (_decoder.TryReceive(out DecodedFeature? decoded))
        {
            if (decoded!.IsDamaged && carrier is not null && (_keyRequested is not long last || _time.GetElapsedTime(last) >= KeyRequestInterval))
            {
                _keyRequested = _time.GetTimestamp();
                carrier.RequestKey();
            }

            if (decoded.State != FeatureState.Lost)
            {
                Report(decoded);
            }

            _concealer.Push(decoded);
        }

        while (_concealer.TryTake(out DecodedFeature? feature))
        {
            _states[feature!.State] = Count(feature.State) + 1;
            SetReceived?.Invoke(feature);
            yield return feature;
        }
    }

    private void Report(DecodedFeature decoded)
    {
        if (decoded.SenderTimes is { } sender)
        {
            StageTimed?.Invoke(Stage.Capture, sender.Capture);
            StageTimed?.Invoke(Stage.Front, sender.Front);
            StageTimed?.Invoke(Stage.Pack, sender.Pack);
            StageTimed?.Invoke(Stage.Encode, sender.Encode);
        }

        if (decoded is { CaptureTimeNs: long captured, SenderTimes: { } times })
        {
            StageTimed?.Invoke(Stage.Network, _arrived - DateTimeOffset.UnixEpoch - TimeSpan.FromTicks(captured / NanosecondsPerTick) - times.Total);
        }

        StageTimed?.Invoke(Stage.Decode, decoded.DecodeTime);
        StageTimed?.Invoke(Stage.Unpack, decoded.UnpackTime);
    }
}
