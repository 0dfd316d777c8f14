using VideoFeat.Bridges;
using VideoFeat.Packing;

namespace VideoFeat.Streaming;

/// <summary>
/// From a source of feature sets through an encoder into a carrier. Encoder and carrier open with the first set, which tells what there is to code.
/// One run at a time; what was counted stays readable.
/// </summary>
/// <param name="options">How to code and pace.</param>
/// <param name="connect">Opens the carrier for an open encoder; called once.</param>
/// <param name="time">The clock; null takes the system's.</param>
public sealed class FeatureStreamer(
    StreamerOptions options, Func<FeatureEncoder, CancellationToken, ValueTask<IUnitSender>> connect, TimeProvider? time = null) : IAsyncDisposable
{
    private const long NanosecondsPerTick = 100;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _bits;
    private long _elements;

    /// <summary>Raised for each stage of each set, in the order of the stages.</summary>
    public event Action<Stage, TimeSpan>? StageTimed;

    /// <summary>Raised when a set has left; the coded set is lent for the call.</summary>
    public event Action<CodedFeature>? SetSent;

    /// <summary>The encoder; null before the first set.</summary>
    public FeatureEncoder? Encoder { get; private set; }

    /// <summary>The carrier; null before the first set.</summary>
    public IUnitSender? Sender { get; private set; }

    /// <summary>Sets sent, each of a batch counted.</summary>
    public long Sets { get; private set; }

    /// <summary>Sets that <see cref="StreamerOptions.Admit"/> left out.</summary>
    public long Omitted { get; private set; }

    /// <summary>Bits per element of all that was sent; NaN before the first set.</summary>
    public double BitsPerElement => (double)_bits / _elements;

    /// <summary>Sends what the source gives. Ends with the source, or by cancellation, which is how a live stream ends and no error.</summary>
    /// <exception cref="ArgumentException">Options out of range, or sets of different tensors.</exception>
    /// <exception cref="BridgeException">No encoder works, or the carrier failed.</exception>
    public async Task RunAsync(IAsyncEnumerable<SourcedSet> source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var timer = options.SetsPerSecond is double rate ? new PeriodicTimer(TimeSpan.FromSeconds(1 / rate), _time) : null;
        try
        {
            await foreach (SourcedSet sourced in source.WithCancellation(cancellation).ConfigureAwait(false))
            {
                using (sourced.Set)
                {
                    await SendAsync(sourced, cancellation).ConfigureAwait(false);
                }

                if (timer is not null)
                {
                    await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C, or the end of the time that was given.
        }
    }

    /// <summary>Says goodbye, and closes carrier and encoder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Sender is not null)
        {
            await Sender.DisposeAsync().ConfigureAwait(false);
        }

        Encoder?.Dispose();
    }

    private async ValueTask SendAsync(SourcedSet sourced, CancellationToken cancellation)
    {
        StageTimed?.Invoke(Stage.Capture, sourced.Capture);
        StageTimed?.Invoke(Stage.Front, sourced.Front);
        Encoder ??= FeatureEncoder.Open([.. sourced.Set.Select(t => t.Spec)], options.Codec, options.Identity);
        Sender ??= await connect(Encoder, cancellation).ConfigureAwait(false);
        if (options.Admit?.Invoke(Encoder, Sender) == false)
        {
            Omitted += sourced.Set[0].Spec.Batch;
            return;
        }

        // Shares the tensors with the source's set, which disposes them.
        var stamped = new FeatureSet([.. sourced.Set])
        {
            ItemId = sourced.Set.ItemId,
            CaptureTimeNs = sourced.Set.CaptureTimeNs ?? (sourced.CapturedAt - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick,
            Times = new SenderTimes(sourced.Capture, sourced.Front, default, default),
        };
        using CodedFeature coded = Encoder.Encode(stamped, Sender.TakeKeyRequest(), cancellation);
        StageTimed?.Invoke(Stage.Pack, coded.PackTime);
        StageTimed?.Invoke(Stage.Encode, coded.EncodeTime);
        long started = _time.GetTimestamp();
        await Sender.SendAsync(coded, cancellation).ConfigureAwait(false);
        StageTimed?.Invoke(Stage.Send, _time.GetElapsedTime(started));
        Sets += coded.Units.Count / Encoder.Plan.FramesPerSet;
        _bits += coded.Bits;
        _elements += coded.Elements;
        SetSent?.Invoke(coded);
    }
}
