using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using VideoFeat.Native;

namespace VideoFeat.Bridges.Live;

/// <summary>
/// Opens a connection, again and again with growing pauses until it is there or the limit has passed. Connections that open and are lost at once count as
/// failures too: after a few in a row, a circuit breaker makes everybody wait.
/// </summary>
internal sealed class Reconnection
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BreakerPause = TimeSpan.FromSeconds(3);

    private readonly LiveAddress _address;
    private readonly TimeSpan _limit;
    private readonly ResiliencePipeline _attempts;
    private readonly ResiliencePipeline _breaker;
    private string _last = "the other side does not answer";

    public Reconnection(LiveAddress address, TimeSpan limit, TimeProvider time)
    {
        _address = address;
        _limit = limit;
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<NativeException>(),
                FailureRatio = 0.5,
                MinimumThroughput = 6,
                SamplingDuration = BreakerWindow,
                BreakDuration = BreakerPause,
            })
            .Build();
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (limit > TimeSpan.Zero)
        {
            builder
                .AddTimeout(limit)
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<NativeException>(MayPass).Handle<BrokenCircuitException>(),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = FirstPause,
                    MaxDelay = LongestPause,
                    MaxRetryAttempts = int.MaxValue,
                });
        }

        _attempts = builder.AddPipeline(_breaker).Build();
    }

    /// <summary>Opens; <paramref name="open"/> limits itself, and is left behind where the limit passes first.</summary>
    /// <exception cref="BridgeException">Not within the limit, or for a reason that will not pass.</exception>
    public async Task<T> OpenAsync<T>(Func<T> open, CancellationToken cancellation)
        where T : class, IDisposable
    {
        try
        {
            return await _attempts.ExecuteAsync(async stop => await Attempt(open, stop).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException)
        {
            throw new BridgeException($"{_address}: no connection within {_limit.TotalSeconds} s; last: {_last}");
        }
        catch (Exception e) when (e is NativeException or BrokenCircuitException)
        {
            // No inner exception: its message may hold secrets.
            throw new BridgeException($"{_address}: {_last}");
        }
    }

    /// <summary>The connection was lost, which the circuit breaker takes into account.</summary>
    public void Lost(NativeException? fault)
    {
        _last = fault is null ? "the other side ended the stream" : _address.Redact(fault.Message);
        try
        {
            _breaker.Execute(() => throw (fault ?? new NativeException(NativeErrorCode.Io, "read", _last)));
        }
        catch (Exception e) when (e is NativeException or BrokenCircuitException)
        {
            // It was only to be counted.
        }
    }

    private static bool MayPass(NativeException fault) =>
        fault.Code is not (NativeErrorCode.Argument or NativeErrorCode.Memory or NativeErrorCode.Unsupported or NativeErrorCode.Option);

    private async Task<T> Attempt<T>(Func<T> open, CancellationToken stop)
        where T : class, IDisposable
    {
        Task<T> opening = Task.Run(open, CancellationToken.None);
        try
        {
            return await opening.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (NativeException e)
        {
            _last = _address.Redact(e.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(
                late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }
}
