using System.Diagnostics;
using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp.Hostile;

/// <summary>A live stream over real sockets, into which forged packets are mixed.</summary>
internal sealed class HostileRun : IAsyncDisposable
{
    /// <summary>Sets that are sent when the attack is over.</summary>
    public const int SetsAfter = 75;

    // Forged packets that may be on their way: what a receive buffer of 208 KiB holds for certain, so that none is lost unseen.
    private const int InFlight = 40;

    // One attack in waves: the stream recovers between them, as far as it can.
    private const int Wave = 20_000;

    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(400), SetInterval = TimeSpan.FromMilliseconds(40), Patience = TimeSpan.FromSeconds(3);

    private readonly HostileMode _mode;
    private readonly PacketForger _forger;
    private readonly FeatureStream _stream = new(lossless: true, Prediction.LowDelayP, keyInterval: 30);
    private readonly HostileRelay _relay;
    private readonly RtpSender _sender;
    private readonly RtpReceiver _receiver;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _attackOver = new();
    private long _sent, _intact, _after, _lost, _wrong;
    private ulong _firstAfter = long.MaxValue;

    public HostileRun(HostileMode mode, int seed)
    {
        _mode = mode;
        _forger = new PacketForger(seed);
        int port = Ports.Free();
        _relay = new HostileRelay(new IPEndPoint(IPAddress.Loopback, port), _forger);
        var options = new RtpOptions { MaxPacketBytes = 300, RepairShare = 0.25, Key = mode == HostileMode.Secured ? SrtpKey.Create() : null };
        _sender = RtpSender.Connect(_relay.Endpoint, _stream.ExtraData, options);

        // Without SRTP nothing tells a forged goodbye from a true one.
        _receiver = RtpReceiver.Bind(_sender.Description with { Port = port }, new RtpReceiverOptions { EndAtBye = mode != HostileMode.Spoofed });
    }

    /// <summary>Attacks with so many packets while the stream runs; <paramref name="progress"/> is called now and then.</summary>
    public async Task<HostileResult> RunAsync(long packets, Action<long>? progress = null)
    {
        var clock = Stopwatch.StartNew();
        Task receiving = Task.Run(ReceiveAsync), sending = Task.Run(SendAsync);
        await EstablishedAsync();
        await Task.Run(() => AttackAsync(packets, progress));
        double seconds = clock.Elapsed.TotalSeconds;
        await _attackOver.CancelAsync();
        await sending;
        await _sender.DisposeAsync();
        _end.CancelAfter(TimeSpan.FromSeconds(2));
        await receiving;
        return new HostileResult(packets, seconds, _sent, _intact, _after, _lost, _wrong, _receiver.Statistics);
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
        await _relay.DisposeAsync();
        _stream.Dispose();
        _end.Dispose();
        _attackOver.Dispose();
    }

    // Who the sender is, is decided by the first packets; without SRTP nothing tells a quicker forger's from the true ones.
    private async Task EstablishedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Volatile.Read(ref _intact) == 0)
        {
            await Task.Delay(1, limit.Token);
        }
    }

    private async Task AttackAsync(long packets, Action<long>? progress)
    {
        byte[] packet = new byte[PacketForger.MaxBytes + 64];
        long unseen = 0; // lost in the receiver's socket buffer
        for (long i = 0; i < packets; i++)
        {
            _relay.Attack(packet.AsSpan(0, _forger.Forge(packet)), _mode != HostileMode.Outside);
            if (i % (InFlight / 2) == 0)
            {
                long before = Stopwatch.GetTimestamp();
                while (_relay.Forwarded - unseen - _receiver.Statistics.Datagrams > InFlight / 2)
                {
                    Thread.Yield();
                    unseen += Stopwatch.GetElapsedTime(before) > Patience ? _relay.Forwarded - unseen - _receiver.Statistics.Datagrams : 0;
                }
            }

            if (i % Wave == Wave - 1)
            {
                progress?.Invoke(i + 1);
                await Task.Delay(Calm);
            }
        }
    }

    private async Task SendAsync()
    {
        using var timer = new PeriodicTimer(SetInterval);
        while (_sent < (long)Math.Min(_firstAfter + SetsAfter, long.MaxValue))
        {
            _firstAfter = _attackOver.IsCancellationRequested ? Math.Min(_firstAfter, (ulong)_sent) : _firstAfter;
            using CodedFeature coded = _stream.Next(_sender.TakeKeyRequest());
            await _sender.SendAsync(coded);
            _sent++;
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task ReceiveAsync()
    {
        using var decoder = FeatureDecoder.Open();
        try
        {
            await foreach (ReceivedUnit unit in _receiver.ReceiveAsync(_end.Token))
            {
                using (unit)
                {
                    decoder.Send(unit.Unit.Data.Span);
                }

                while (decoder.TryReceive(out DecodedFeature? feature))
                {
                    using (feature)
                    {
                        Count(feature!);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the end, where goodbyes do not count
        }
    }

    private void Count(DecodedFeature feature)
    {
        if (feature.State is not FeatureState.Intact)
        {
            _lost++;
        }
        else if (_stream.IsWrong(feature))
        {
            _wrong++;
        }
        else
        {
            _intact++;
            _after += feature.Sequence >= _firstAfter ? 1 : 0;
        }
    }
}
