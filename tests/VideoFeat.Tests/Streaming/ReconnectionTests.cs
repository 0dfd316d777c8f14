using VideoFeat.Bridges;
using VideoFeat.Bridges.Live;
using VideoFeat.Native;

namespace VideoFeat.Tests.Streaming;

public class ReconnectionTests
{
    private static readonly LiveAddress Address = LiveAddress.Parse("srt://127.0.0.1:9000?passphrase=not-to-be-shown");

    [Fact]
    public async Task What_fails_is_tried_again_until_it_works()
    {
        int attempts = 0;
        Connection connection = await New(60).OpenAsync(
            () => ++attempts < 4 ? throw new NativeException(NativeErrorCode.Io, "open", "refused") : new Connection(), CancellationToken.None);
        Assert.False(connection.Closed);
        Assert.Equal(4, attempts);
    }

    [Fact]
    public async Task The_limit_ends_the_attempts_and_the_last_reason_is_told_without_secrets()
    {
        BridgeException e = await Assert.ThrowsAsync<BridgeException>(() => New(0.5).OpenAsync<Connection>(
            () => throw new NativeException(NativeErrorCode.Timeout, "open", "'srt://…?passphrase=not-to-be-shown' is silent"), CancellationToken.None));
        Assert.Equal("srt://127.0.0.1:9000/?passphrase=***: no connection within 0.5 s; last: open: 'srt://…?passphrase=***' is silent", e.Message);
        Assert.Null(e.InnerException);
    }

    [Theory]
    [InlineData(NativeErrorCode.Unsupported)]
    [InlineData(NativeErrorCode.Option)]
    public async Task What_will_not_pass_is_not_tried_again(NativeErrorCode code)
    {
        int attempts = 0;
        BridgeException e = await Assert.ThrowsAsync<BridgeException>(() => New(60).OpenAsync<Connection>(
            () =>
            {
                attempts++;
                throw new NativeException(code, "find", "no such thing");
            },
            CancellationToken.None));
        Assert.Equal("srt://127.0.0.1:9000/?passphrase=***: find: no such thing", e.Message);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task With_no_time_to_reconnect_there_is_one_attempt()
    {
        int attempts = 0;
        await Assert.ThrowsAsync<BridgeException>(() => New(0).OpenAsync<Connection>(
            () =>
            {
                attempts++;
                throw new NativeException(NativeErrorCode.Io, "open", "refused");
            },
            CancellationToken.None));
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Connections_that_are_lost_at_once_open_the_circuit_breaker()
    {
        Reconnection reconnection = New(0);
        int attempts = 0;
        BridgeException? refused = null;
        for (int i = 0; i < 20 && refused is null; i++)
        {
            try
            {
                await reconnection.OpenAsync(
                    () =>
                    {
                        attempts++;
                        return new Connection();
                    },
                    CancellationToken.None);
                reconnection.Lost(new NativeException(NativeErrorCode.Io, "read", "reset by peer"));
            }
            catch (BridgeException e)
            {
                refused = e;
            }
        }

        Assert.Equal("srt://127.0.0.1:9000/?passphrase=***: read: reset by peer", refused?.Message);
        Assert.InRange(attempts, 3, 6);
    }

    [Fact]
    public async Task A_cancelled_attempt_is_left_behind_and_its_connection_closed()
    {
        using var cancel = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var late = new Connection();
        Task<Connection> opening = New(60).OpenAsync(
            () =>
            {
                cancel.Cancel();
                release.Wait(TimeSpan.FromSeconds(30));
                return late;
            },
            cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        release.Set();
        await late.WhenClosed.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Reconnection New(double seconds) => new(Address, TimeSpan.FromSeconds(seconds), TimeProvider.System);

    private sealed class Connection : IDisposable
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WhenClosed => _closed.Task;

        public bool Closed => _closed.Task.IsCompleted;

        public void Dispose() => _closed.TrySetResult();
    }
}
