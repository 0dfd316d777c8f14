using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

/// <summary>A sender and a receiver with a network of memory and a virtual clock between: losses, delay, reordering and duplicates from a seed.</summary>
internal sealed class SimulatedSession : IDisposable
{
    public static readonly StreamNumbers Numbers = new(0xCAFEBABE, 0xCAFE0001, 0xCAFE0002, 65_000, uint.MaxValue - 200_000);

    public static readonly byte[] SenderAddress = [2, 0, 1, 2, 127, 0, 0, 1];

    private readonly PriorityQueue<byte[], (TimeSpan At, long Order)> _toReceiver = new();
    private readonly PriorityQueue<byte[], (TimeSpan At, long Order)> _toSender = new();
    private readonly DatagramBatch _batch = new();
    private readonly Random _random;
    private readonly Func<bool> _isLost;
    private long _order;

    public SimulatedSession(LossModel loss, RtpOptions options, RtpReceiverOptions? receiverOptions = null, int seed = 0)
    {
        _random = Seeds.Random(seed);
        _isLost = loss.Start(_random);
        Transmission = new RtpTransmission(options, Numbers, []);
        Reception = new RtpReception(Describe(options), receiverOptions ?? new RtpReceiverOptions { MaxWaitingUnits = 10_000 }, 0x12345678);
    }

    public RtpTransmission Transmission { get; }

    public RtpReception Reception { get; }

    public TimeSpan Now { get; private set; }

    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Each packet is late by up to this much more.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.Zero;

    public double Duplicates { get; init; }

    /// <summary>False while nobody listens: what is sent goes nowhere.</summary>
    public bool Receives { get; set; } = true;

    public List<int> DatagramLengths { get; } = [];

    public static SessionDescription Describe(RtpOptions options) => new()
    {
        Address = System.Net.IPAddress.Loopback,
        Port = 5004,
        PayloadType = options.PayloadType,
        Multiplexed = true,
        GenericNack = options.Retransmission,
        PictureLossIndication = true,
        RetransmissionPayloadType = options.Retransmission ? options.PayloadType + 1 : null,
        RepairPayloadType = options.RepairShare > 0 ? options.PayloadType + 2 : null,
        Key = options.Key,
    };

    public void Send(AccessUnit unit)
    {
        _batch.Clear();
        Transmission.Send(unit, Now, _batch);
        Carry();
    }

    /// <summary>Lets time pass, a millisecond a step.</summary>
    public void Pass(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            Now += TimeSpan.FromMilliseconds(1);
            while (_toReceiver.TryPeek(out _, out (TimeSpan At, long) due) && due.At <= Now)
            {
                Reception.Take(_toReceiver.Dequeue(), SenderAddress, Now);
            }

            _batch.Clear();
            Reception.Tick(Now, _batch);
            for (int d = 0; d < _batch.Count; d++)
            {
                _toSender.Enqueue(_batch[d].ToArray(), (Now + Delay, _order++));
            }

            while (_toSender.TryPeek(out _, out (TimeSpan At, long) due) && due.At <= Now)
            {
                _batch.Clear();
                Transmission.TakeControl(_toSender.Dequeue(), Now, DateTimeOffset.UnixEpoch + Now, _batch);
                Carry();
            }
        }
    }

    public void Report(bool bye = false)
    {
        _batch.Clear();
        Transmission.Report(Now, DateTimeOffset.UnixEpoch + Now, "test", bye, _batch);
        Carry();
    }

    public void Dispose()
    {
        Transmission.Dispose();
        Reception.Dispose();
    }

    private void Carry()
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            byte[] datagram = _batch[i].ToArray();
            DatagramLengths.Add(datagram.Length);
            for (int copies = _random.NextDouble() < Duplicates ? 2 : 1; copies > 0; copies--)
            {
                TimeSpan late = Jitter * _random.NextDouble();
                if (!_isLost() && Receives)
                {
                    _toReceiver.Enqueue([.. datagram], (Now + Delay + late, _order++));
                }
            }
        }
    }
}
