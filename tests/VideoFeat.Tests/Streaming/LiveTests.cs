using System.Net;
using System.Net.Sockets;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Live;
using VideoFeat.Tests.Rtp;

namespace VideoFeat.Tests.Streaming;

/// <summary>Ourselves at both ends of libavformat's carriers, on loopback.</summary>
public class LiveTests
{
    private const int Enough = 12;

    [Theory]
    [InlineData("udp://127.0.0.1:{0}", "udp://127.0.0.1:{0}", true, FeatureBridge.Hevc)]
    [InlineData("udp://127.0.0.1:{0}", "udp://127.0.0.1:{0}", false, FeatureBridge.Hevc)]
    [InlineData("udp://239.255.77.9:{0}", "udp://239.255.77.9:{0}", true, FeatureBridge.Hevc)]
    [InlineData("srt://127.0.0.1:{0}?passphrase=a-long-passphrase&latency=50", "srt://127.0.0.1:{0}?mode=listener&passphrase=a-long-passphrase", true, FeatureBridge.Hevc)]
    [InlineData("srt://127.0.0.1:{0}?mode=listener", "srt://127.0.0.1:{0}", false, FeatureBridge.Hevc)]
    [InlineData("srt://127.0.0.1:{0}", "srt://127.0.0.1:{0}?mode=listener", true, FeatureBridge.NearLossless)]
    public async Task Tensors_come_bit_for_bit(string to, string from, bool lossless, FeatureBridge bridge)
    {
        using var stream = new FeatureStream(lossless, Prediction.LowDelayP, 8, keyInterval: 5, bridge);
        using var session = new LiveSession(stream);
        int port = Ports.Free();
        await using var receiver = new LiveReceiver(LiveAddress.Parse(string.Format(null, from, port)), LiveSession.Options);
        Task<List<DecodedFeature>> receiving = session.ReceiveAsync(receiver, Enough);
        LiveSenderStatistics sent = await session.SendAsync(string.Format(null, to, port), receiving);
        Dictionary<FeatureState, int> states = stream.Check(await receiving);
        Assert.True(states[FeatureState.Intact] >= Enough, string.Join(", ", states));
        Assert.True(sent.Units >= Enough && sent.DroppedUnits == 0, $"{sent}");
        Assert.Equal(1, receiver.Statistics.Connections);
    }

    [Fact]
    public async Task Of_what_is_lost_on_the_way_nothing_wrong_comes_out_and_every_loss_is_known()
    {
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP, 8, keyInterval: 5);
        using var session = new LiveSession(stream);
        int port = Ports.Free();
        using var relay = new LossyRelay(port, share: 0.05, seed: 3);
        await using var receiver = new LiveReceiver(LiveAddress.Parse($"udp://127.0.0.1:{port}"), LiveSession.Options);
        Task<List<DecodedFeature>> receiving = session.ReceiveAsync(receiver, 60);
        await session.SendAsync($"udp://127.0.0.1:{relay.Port}", receiving);
        List<DecodedFeature> features = await receiving;
        ulong[] numbers = [.. features.Select(f => f.Sequence)];
        Dictionary<FeatureState, int> states = stream.Check(features);
        Assert.Equal(numbers.Select((_, i) => numbers[0] + (ulong)i), numbers);
        Assert.True(states.GetValueOrDefault(FeatureState.Lost) > 0 && relay.Dropped > 0, $"{string.Join(", ", states)}, {relay.Dropped} dropped");
        Assert.True(receiver.Statistics.Gaps > 0, $"{receiver.Statistics}");
    }

    [Fact]
    public async Task A_restarted_sender_is_taken_up_again()
    {
        int port = Ports.Free();
        await using var receiver = new LiveReceiver(LiveAddress.Parse($"srt://127.0.0.1:{port}?mode=listener"), LiveSession.Options);
        using var first = new FeatureStream(lossless: true, Prediction.LowDelayP, 8);
        using var session = new LiveSession(first);
        var half = new TaskCompletionSource();
        Task<List<DecodedFeature>> receiving = session.ReceiveAsync(receiver, 2 * Enough, good =>
        {
            if (good == Enough)
            {
                half.TrySetResult();
            }
        });
        await session.SendAsync($"srt://127.0.0.1:{port}", half.Task);

        // The same tensors from the start: what comes of the second sender must be right by its numbers too.
        using var second = new FeatureStream(lossless: true, Prediction.LowDelayP, 8);
        using var again = new LiveSession(second);
        await again.SendAsync($"srt://127.0.0.1:{port}", receiving);
        List<DecodedFeature> features = await receiving;
        Assert.True(features.Count(f => f.Sequence == 0 && f.State == FeatureState.Intact) == 2, string.Join(' ', features.Select(f => $"{f.Sequence}:{f.State}")));
        Assert.True(first.Check(features)[FeatureState.Intact] >= 2 * Enough);
        Assert.Equal(2, receiver.Statistics.Connections);
    }

    [Fact]
    public async Task A_sender_goes_on_with_a_key_picture_when_its_receiver_is_back()
    {
        int port = Ports.Free();
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP, 8); // no key picture but the first and those that are asked for
        using var session = new LiveSession(stream);
        var done = new TaskCompletionSource();
        Task<LiveSenderStatistics> sending = session.SendAsync($"srt://127.0.0.1:{port}", done.Task);
        List<DecodedFeature> features;
        await using (var first = new LiveReceiver(LiveAddress.Parse($"srt://127.0.0.1:{port}?mode=listener"), LiveSession.Options))
        {
            features = await session.ReceiveAsync(first, Enough);
        }

        await using var second = new LiveReceiver(LiveAddress.Parse($"srt://127.0.0.1:{port}?mode=listener"), LiveSession.Options);
        Task<List<DecodedFeature>> receiving = session.ReceiveAsync(second, Enough, good =>
        {
            if (good == Enough)
            {
                done.TrySetResult();
            }
        }, sending);
        LiveSenderStatistics sent = await sending;
        features.AddRange(await receiving);
        Assert.True(stream.Check(features)[FeatureState.Intact] >= 2 * Enough);
        Assert.True(sent.Connections >= 2 && sent.LastFault is not null, $"{sent}");
    }

    [Fact]
    public async Task A_wrong_passphrase_is_an_error_that_does_not_show_it()
    {
        int port = Ports.Free();
        var options = new LiveOptions { CallTimeout = TimeSpan.FromSeconds(2), ReconnectLimit = TimeSpan.FromSeconds(2) };
        await using var receiver = new LiveReceiver(LiveAddress.Parse($"srt://127.0.0.1:{port}?mode=listener&passphrase=the-right-one"), options);
        using var stream = new FeatureStream(lossless: true, Prediction.Intra);
        using var session = new LiveSession(stream);
        Task receiving = session.ReceiveAsync(receiver, 1);
        BridgeException e = await Assert.ThrowsAsync<BridgeException>(() => session.SendAsync($"srt://127.0.0.1:{port}?passphrase=another-word", receiving, options));
        Assert.StartsWith($"srt://127.0.0.1:{port}/?passphrase=***: no connection within 2 s; last: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another-word", e.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<BridgeException>(() => receiving);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_waited_for_no_longer_than_allowed()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var options = new LiveOptions { CallTimeout = TimeSpan.FromSeconds(1), ReconnectLimit = TimeSpan.FromSeconds(3) };
        using var stream = new FeatureStream(lossless: true, Prediction.Intra);
        using var session = new LiveSession(stream);
        BridgeException push = await Assert.ThrowsAsync<BridgeException>(() => session.SendAsync($"rtsp://user:hidden@127.0.0.1:{port}/a", Task.CompletedTask, options));
        Assert.StartsWith($"rtsp://***@127.0.0.1:{port}/a: no connection within 3 s; last: ", push.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", push.ToString(), StringComparison.Ordinal);
        await using var receiver = new LiveReceiver(LiveAddress.Parse($"rtsp://user:hidden@127.0.0.1:{port}/a"), options);
        BridgeException pull = await Assert.ThrowsAsync<BridgeException>(() => session.ReceiveAsync(receiver, 1));
        Assert.DoesNotContain("hidden", pull.ToString(), StringComparison.Ordinal);
    }

    // UDP datagrams from one port to another, some of them lost.
    private sealed class LossyRelay : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20 };
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _work;

        public LossyRelay(int to, double share, int seed)
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
            _work = WorkAsync(new IPEndPoint(IPAddress.Loopback, to), share, new Random(seed));
        }

        public int Port { get; }

        public int Dropped { get; private set; }

        public void Dispose()
        {
            _stop.Cancel();
            _work.ContinueWith(_ => _socket.Dispose(), TaskScheduler.Default).Wait(TimeSpan.FromSeconds(10));
            _stop.Dispose();
        }

        private async Task WorkAsync(IPEndPoint to, double share, Random random)
        {
            byte[] buffer = new byte[1 << 16];
            while (!_stop.IsCancellationRequested)
            {
                int length = await _socket.ReceiveAsync(buffer, _stop.Token);
                if (random.NextDouble() < share)
                {
                    Dropped++;
                    continue;
                }

                await _socket.SendToAsync(buffer.AsMemory(0, length), to, _stop.Token);
            }
        }
    }
}
