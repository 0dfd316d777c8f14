using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Session;

namespace VideoFeat.Bridges.Rtp;

/// <summary>
/// Receives an H.265 RTP stream and hands out whole access units, each with what is known of the gap before it; it may be opened before the sender.
/// After a loss in a stream with inter prediction it asks for a key picture, and hands out nothing until it is whole again.
/// </summary>
public sealed class RtpReceiver : IUnitReceiver
{
    // Gaps are given up and requests sent at this grain.
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(5);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly IDatagramPort _media;
    private readonly IDatagramPort _control;
    private readonly RtpReception _reception;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _work;
    private SocketAddress? _replyTo;
    private long _datagrams;

    private RtpReceiver(SessionDescription session, RtpReceiverOptions options, IDatagramPort media, IDatagramPort control, TimeProvider time)
    {
        Description = session;
        _media = media;
        _control = control;
        _time = time;
        _start = time.GetTimestamp();
        _reception = new RtpReception(session, options, (uint)RandomNumberGenerator.GetInt32(int.MaxValue), media.ReceiveBufferBytes);
        List<Task> tasks = [ListenAsync(media, isControl: false, _stop.Token), TickAsync(_stop.Token)];
        if (!ReferenceEquals(media, control))
        {
            tasks.Add(ListenAsync(control, isControl: true, _stop.Token));
        }

        _work = Task.WhenAll(tasks);
    }

    /// <summary>What is received.</summary>
    public SessionDescription Description { get; }

    /// <summary>What was counted so far.</summary>
    public RtpReceiverStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return _reception.Statistics with { Datagrams = _datagrams, SocketBufferBytes = _media.ReceiveBufferBytes, SocketBufferWarning = _media.Warning };
            }
        }
    }

    /// <summary>What the sender says that it sent, for <c>FeatureDecoder.Finish</c>; null where it has not said, as a foreign one.</summary>
    public AnnouncedSets? Announced
    {
        get
        {
            lock (_lock)
            {
                return _reception.Announced;
            }
        }
    }

    /// <summary>Opens a receiver on the address and port that SDP names.</summary>
    /// <param name="sdp">The text of an SDP file.</param>
    /// <param name="options">Options; null takes the defaults.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <exception cref="Packing.FeatureFormatException">Bad SDP.</exception>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    /// <exception cref="BridgeException">The port is taken.</exception>
    public static RtpReceiver Bind(string sdp, RtpReceiverOptions? options = null, TimeProvider? time = null) =>
        Bind(SessionDescription.Parse(sdp), options, time);

    /// <summary>Opens a receiver on the address and port of a description.</summary>
    /// <inheritdoc cref="Bind(string, RtpReceiverOptions?, TimeProvider?)"/>
    public static RtpReceiver Bind(SessionDescription session, RtpReceiverOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        options ??= new RtpReceiverOptions();
        options.Validate();
        bool isV6 = session.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        IPAddress? group = UdpPort.IsMulticast(session.Address) ? session.Address : null;

        // SDP names the receiver as its sender sees it, which need not be an address of this machine; what is loopback stays on it.
        IPAddress address = IPAddress.IsLoopback(session.Address) ? session.Address : isV6 ? IPAddress.IPv6Any : IPAddress.Any;
        UdpPort Open(int port) => UdpPort.Bind(new IPEndPoint(address, port), group, options.SocketBufferBytes, session.TimeToLive ?? 1, options.Interface);
        UdpPort media = Open(session.Port);
        UdpPort control = media;
        try
        {
            control = session.Multiplexed ? media : Open(session.ControlPort);
            return new RtpReceiver(session, options, media, control, time ?? TimeProvider.System);
        }
        catch
        {
            media.Dispose();
            control.Dispose();
            throw;
        }
    }

    /// <summary>Opens a receiver on a port, which it then owns; RTP and RTCP share it.</summary>
    internal static RtpReceiver Over(IDatagramPort port, SessionDescription session, RtpReceiverOptions? options = null, TimeProvider? time = null) =>
        new(session, options ?? new RtpReceiverOptions(), port, port, time ?? TimeProvider.System);

    /// <inheritdoc/>
    public void RequestKey()
    {
        lock (_lock)
        {
            _reception.RequestKey();
        }
    }

    /// <summary>The access units as they come, each owned by the loop body. Ends at the sender's goodbye, unless the options say otherwise. One loop at a time.</summary>
    /// <exception cref="BridgeException">The key is wrong, or the network failed.</exception>
    public async IAsyncEnumerable<ReceivedUnit> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            ReceivedUnit? unit;
            bool ended;
            lock (_lock)
            {
                _reception.TryTakeUnit(out unit);
                ended = _reception.HasEnded;
                if (unit is null && _reception.Fault is string fault)
                {
                    throw new BridgeException(fault);
                }
            }

            if (unit is not null)
            {
                yield return unit;
            }
            else if (ended || _stop.IsCancellationRequested)
            {
                yield break;
            }
            else if (_work.IsCompleted)
            {
                await _work.ConfigureAwait(false);
                yield break;
            }
            else
            {
                await _wake.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Says goodbye to the sender and closes the sockets.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await LeaveAsync().ConfigureAwait(false);
        }
        catch (BridgeException)
        {
            // The sender will notice the silence.
        }

        _wake.Writer.TryWrite(true);
        _media.Dispose();
        _control.Dispose();
        lock (_lock)
        {
            _reception.Dispose();
        }

        _stop.Dispose();
    }

    private async Task LeaveAsync()
    {
        var goodbye = new DatagramBatch();
        lock (_lock)
        {
            _reception.Leave(goodbye);
        }

        await AnswerAsync(goodbye, _replyTo, CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask AnswerAsync(DatagramBatch control, SocketAddress? to, CancellationToken cancellation)
    {
        for (int i = 0; i < control.Count && to is not null; i++)
        {
            await _control.SendAsync(control[i], control[i].Length, to, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(IDatagramPort port, bool isControl, CancellationToken stop)
    {
        byte[] buffer = new byte[1 << 16];
        var from = new SocketAddress(Description.Address.AddressFamily);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                int length = await port.ReceiveAsync(buffer, from, stop).ConfigureAwait(false);
                lock (_lock)
                {
                    Take(buffer.AsSpan(0, length), from, isControl);
                }
            }
        }
        finally
        {
            _wake.Writer.TryWrite(true);
        }
    }

    private void Take(Span<byte> datagram, SocketAddress from, bool isControl)
    {
        // Where RTP and RTCP have a port each, the sender has two as well, and only the address behind family and port tells that it is the same.
        const int FamilyAndPortBytes = 4;
        _datagrams++;
        TimeSpan now = _time.GetElapsedTime(_start);
        ReadOnlySpan<byte> source = from.Buffer.Span[(Description.Multiplexed ? 0 : FamilyAndPortBytes)..from.Size];
        if (isControl)
        {
            _reception.TakeControl(datagram, source, now);
        }
        else
        {
            _reception.Take(datagram, source, now);
        }

        if (isControl != Description.Multiplexed && _reception.IsSource(source) && (_replyTo is null || !_replyTo.Equals(from)))
        {
            _replyTo = Copy(from);
        }

        if (_reception.HasUnits || _reception.HasEnded || _reception.Fault is not null)
        {
            _wake.Writer.TryWrite(true);
        }
    }

    private async Task TickAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TickInterval, _time);
        var control = new DatagramBatch();
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            control.Clear();
            SocketAddress? to;
            lock (_lock)
            {
                _reception.Tick(_time.GetElapsedTime(_start), control);
                to = _replyTo; // to the sender alone, in multicast too: it need not be a member of the group
                if (_reception.HasUnits || _reception.HasEnded)
                {
                    _wake.Writer.TryWrite(true);
                }
            }

            await AnswerAsync(control, to, stop).ConfigureAwait(false);
        }
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }
}
