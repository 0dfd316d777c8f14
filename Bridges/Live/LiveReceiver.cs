using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Bridges.Rtp.Payload;
using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Native;

namespace VideoFeat.Bridges.Live;

/// <summary>
/// Receives access units through libavformat: RTSP pull, or MPEG-TS over SRT or UDP. libavformat hides loss; gaps show in the feature headers and in the
/// container's counters, and after one nothing is handed out until the next intra random access point. A lost connection is made again; where that fails
/// for the limit after anything has come, the stream has ended.
/// </summary>
public sealed class LiveReceiver : IUnitReceiver
{
    private readonly LiveAddress _address;
    private readonly LiveOptions _options;
    private readonly DemuxerSettings _settings;
    private readonly Reconnection _reconnection;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<DropReason, long> _dropped = [];
    private LiveReceiverStatistics _statistics = new();
    private Task _pump = Task.CompletedTask;

    /// <summary>A receiver, which connects when it is read from.</summary>
    /// <param name="address">Where; for SRT as a listener and for UDP, what to listen on.</param>
    /// <param name="options">Options; null takes the defaults.</param>
    /// <param name="time">The clock of pauses and limits; null takes the system's.</param>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    public LiveReceiver(LiveAddress address, LiveOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _options = options ?? new LiveOptions();
        _options.Validate();
        _address = address;
        _settings = new DemuxerSettings
        {
            Format = address.Format,
            TimeoutMs = (int)_options.CallTimeout.TotalMilliseconds,
            Options = address.ReceiveOptions(_options),
        };
        _reconnection = new Reconnection(address, _options.ReconnectLimit, time ?? TimeProvider.System);
    }

    /// <summary>What was counted so far.</summary>
    public LiveReceiverStatistics Statistics
    {
        get
        {
            lock (_dropped)
            {
                return _statistics with { Dropped = new Dictionary<DropReason, long>(_dropped) };
            }
        }
    }

    /// <summary>The access units as they come, each owned by the loop body; their Pts counts frames from the connection's start. One loop, once.</summary>
    /// <exception cref="BridgeException">No connection within the limit, or for a reason that will not pass.</exception>
    public async IAsyncEnumerable<ReceivedUnit> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var units = Channel.CreateBounded<ReceivedUnit>(new BoundedChannelOptions(_options.MaxWaitingUnits) { SingleReader = true, SingleWriter = true });
        _pump = Task.Run(() => PumpAsync(units.Writer, _stop.Token), CancellationToken.None);
        try
        {
            await foreach (ReceivedUnit unit in units.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return unit;
            }
        }
        finally
        {
            await StopAsync().ConfigureAwait(false);
            while (units.Reader.TryRead(out ReceivedUnit? left))
            {
                left.Dispose();
            }
        }
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        if (!_pump.IsCompleted)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpAsync(ChannelWriter<ReceivedUnit> units, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using Demuxer demuxer = await _reconnection.OpenAsync(() => Demuxer.Open(_address.Url, _settings), stop).ConfigureAwait(false);
                Count(s => s with { Connections = s.Connections + 1 });
                NativeException? fault = await ReadAsync(demuxer, units, stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                _reconnection.Lost(fault);
                Count(s => s with { LastFault = fault is null ? "the other side ended the stream" : _address.Redact(fault.Message) });
                if (_options.ReconnectLimit == TimeSpan.Zero)
                {
                    units.Complete(fault is null || Statistics.Units > 0 ? null : new BridgeException($"{_address}: {Statistics.LastFault}"));
                    return;
                }
            }
        }
        catch (BridgeException) when (Statistics.Units > 0)
        {
            units.Complete();
        }
        catch (Exception e)
        {
            units.Complete(e);
        }
    }

    // The fault that ended the connection; null where the other side ended the stream.
    private async Task<NativeException?> ReadAsync(Demuxer demuxer, ChannelWriter<ReceivedUnit> units, CancellationToken stop)
    {
        using var gate = new UnitGate(_options.MaxWaitingUnits, demuxer.ExtraData.ToArray());
        var fence = new SequenceFence();
        await using (stop.Register(demuxer.Interrupt))
        {
            try
            {
                while (demuxer.TryRead(out VideoPacket? packet))
                {
                    using (packet)
                    {
                        gate.Push(Assemble(packet, fence));
                    }

                    while (gate.TryTake(out ReceivedUnit? unit))
                    {
                        Count(s => s with { Units = s.Units + 1 });
                        await units.WriteAsync(unit!, stop).ConfigureAwait(false);
                    }
                }

                return null;
            }
            catch (NativeException e)
            {
                return e;
            }
            finally
            {
                Add(gate.Dropped);
            }
        }
    }

    private AssembledUnit Assemble(VideoPacket packet, SequenceFence fence)
    {
        ReadOnlySpan<byte> data = packet.Data;
        AccessUnitFacts facts = AccessUnitFacts.Read(data);
        bool gap = fence.IsGap(data);
        bool tooLarge = data.Length > _options.MaxUnitBytes;
        Count(s => s with { Bytes = s.Bytes + packet.Data.Length, Gaps = s.Gaps + (gap || packet.IsCorrupt ? 1 : 0) });
        if (packet.IsCorrupt || tooLarge)
        {
            return tooLarge
                ? new AssembledUnit(null, 0, packet.Pts, facts, 0, DropReason.TooLarge, $"{data.Length} bytes; allowed are {_options.MaxUnitBytes}")
                : new AssembledUnit(null, 0, packet.Pts, facts, 1, DropReason.PacketsMissing, "the container says that packets are missing");
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(rented);
        return new AssembledUnit(rented, data.Length, packet.Pts, facts, gap ? 1 : 0, null, null);
    }

    private void Count(Func<LiveReceiverStatistics, LiveReceiverStatistics> change)
    {
        lock (_dropped)
        {
            _statistics = change(_statistics);
        }
    }

    private void Add(IReadOnlyDictionary<DropReason, long> dropped)
    {
        lock (_dropped)
        {
            foreach ((DropReason reason, long count) in dropped)
            {
                _dropped[reason] = _dropped.GetValueOrDefault(reason) + count;
            }
        }
    }
}
