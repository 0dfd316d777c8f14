using System.Net;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Rtp;

/// <summary>
/// Sends feature sets as an ordinary H.265 RTP stream (RFC 7798), paced, with RTCP, and on request retransmission, repair packets and SRTP.
/// One caller of <see cref="SendAsync(CodedFeature, CancellationToken)"/> at a time. Disposing says goodbye.
/// </summary>
public sealed class RtpSender : IUnitSender
{
    private const int MaxControlBytes = 2048;

    // Datagrams that leave in one call: enough to make the call cheap, few enough that the receiver works on some while others are sent.
    private const int MaxRun = 32;

    // The goodbye is repeated until a receiver answers it: time for a receiver's reorder delay, and for a burst of losses to pass.
    private const int MaxGoodbyes = 50;

    private static readonly TimeSpan GoodbyeInterval = TimeSpan.FromMilliseconds(20);

    private readonly RtpOptions _options;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly IDatagramPort _media;
    private readonly IDatagramPort _control;
    private readonly SocketAddress _mediaTo;
    private readonly SocketAddress _controlTo;
    private readonly RtpTransmission _transmission;
    private readonly TokenBucket _bucket;
    private readonly bool _isLoopback;
    private readonly DatagramBatch _batch = new();
    private TimeSpan _pacingWait, _socketWait;
    private int _burstBytes;
    private bool _isPaced;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopReports = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _listening;
    private readonly Task _reporting;

    private RtpSender(
        RtpOptions options,
        SessionDescription description,
        StreamNumbers numbers,
        byte[] parameterSets,
        IDatagramPort media,
        IDatagramPort control,
        IPEndPoint endpoint,
        TimeProvider time)
    {
        _options = options;
        Description = description;
        _time = time;
        _start = time.GetTimestamp();
        _media = media;
        _control = control;
        _mediaTo = endpoint.Serialize();
        _isLoopback = IPAddress.IsLoopback(endpoint.Address);
        _controlTo = new IPEndPoint(endpoint.Address, description.ControlPort).Serialize();
        _transmission = new RtpTransmission(options, numbers, parameterSets);
        _bucket = new TokenBucket(options.PacingBitsPerSecond, options.BurstBytes);
        _burstBytes = options.BurstBytes;
        _listening = ListenAsync(_stop.Token);
        _reporting = ReportAsync(_stopReports.Token);
    }

    /// <summary>What receivers need to know; its text is the SDP file. With a key it is secret.</summary>
    public SessionDescription Description { get; }

    /// <summary>True where a receiver asked for a key picture since the last <see cref="TakeKeyRequest"/>.</summary>
    public bool KeyRequested
    {
        get
        {
            lock (_lock)
            {
                return _transmission.KeyRequested;
            }
        }
    }

    /// <summary>What was counted so far.</summary>
    public RtpSenderStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return _transmission.Statistics with { SocketBufferBytes = _media.SendBufferBytes, SocketBufferWarning = _media.Warning, PacingWait = _pacingWait, SocketWait = _socketWait };
            }
        }
    }

    /// <summary>Opens a sender.</summary>
    /// <param name="endpoint">Where the receiver listens, or a multicast group; RTCP goes to the same port, or to the next one.</param>
    /// <param name="parameterSets">VPS, SPS and PPS in Annex B as the encoder gave them up front, for the SDP and before key pictures without; may be empty.</param>
    /// <param name="options">Options; null takes the defaults.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    /// <exception cref="BridgeException">No socket.</exception>
    public static RtpSender Connect(IPEndPoint endpoint, ReadOnlySpan<byte> parameterSets, RtpOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options ??= new RtpOptions();
        options.Validate();
        IPAddress any = endpoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        UdpPort media = UdpPort.Bind(new IPEndPoint(any, 0), null, options.SocketBufferBytes, options.TimeToLive, options.Interface);
        UdpPort control = media;
        try
        {
            control = options.Multiplexed ? media : UdpPort.Bind(new IPEndPoint(any, 0), null, options.SocketBufferBytes, options.TimeToLive, options.Interface);
            return Over(media, control, endpoint, parameterSets, options, time);
        }
        catch
        {
            media.Dispose();
            control.Dispose();
            throw;
        }
    }

    /// <summary>Opens a sender on ports, which it then owns; they may be one.</summary>
    internal static RtpSender Over(
        IDatagramPort media, IDatagramPort control, IPEndPoint endpoint, ReadOnlySpan<byte> parameterSets, RtpOptions options, TimeProvider? time = null)
    {
        StreamNumbers numbers = StreamNumbers.Random();
        SessionDescription description = Describe(endpoint, parameterSets, options) with { MediaSsrc = numbers.Media };
        return new RtpSender(options, description, numbers, parameterSets.ToArray(), media, control, endpoint, time ?? TimeProvider.System);
    }

    /// <summary>Another pace from the next packet on, with a burst of 20 ms of it, three packets at least. Called between two sets, by whoever sends them.</summary>
    /// <param name="bitsPerSecond">At most <see cref="RtpOptions.PacingBitsPerSecond"/>, which stays the limit; above 0.</param>
    public void Pace(double bitsPerSecond)
    {
        double rate = Math.Min(bitsPerSecond, _options.PacingBitsPerSecond);
        _burstBytes = (int)Math.Clamp(rate / 8 * 0.02, 3 * _options.MaxPacketBytes, Math.Max(_options.BurstBytes, 3 * _options.MaxPacketBytes));
        _bucket.Change(rate, _burstBytes);
        _isPaced = true;
    }

    /// <summary>True where a receiver needs a key picture, once for all requests within <see cref="RtpOptions.KeyRequestInterval"/>: encode the next set with one.</summary>
    public bool TakeKeyRequest()
    {
        lock (_lock)
        {
            return _transmission.TakeKeyRequest(_time.GetElapsedTime(_start));
        }
    }

    /// <summary>Sends the access units of a coded set, at the pace of the options; completes when the last packet has left.</summary>
    /// <param name="coded">Lent for the call.</param>
    /// <param name="cancellation">Ends it between two packets.</param>
    /// <exception cref="BridgeException">The network refused a packet.</exception>
    public async ValueTask SendAsync(CodedFeature coded, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(coded);
        lock (_lock)
        {
            _transmission.Announce(coded.Sequence, coded.Sets, _time.GetElapsedTime(_start));
        }

        foreach (AccessUnit unit in coded.Units)
        {
            await SendAsync(unit, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Sends one access unit.</summary>
    /// <inheritdoc cref="SendAsync(CodedFeature, CancellationToken)"/>
    public async ValueTask SendAsync(AccessUnit unit, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_stopReports.IsCancellationRequested, this);
        if (_listening.IsFaulted || _reporting.IsFaulted)
        {
            await (_listening.IsFaulted ? _listening : _reporting).ConfigureAwait(false);
        }

        lock (_lock)
        {
            // Inside this machine there is nothing between the sockets that a burst could overflow, but the receiver's buffer. A packet takes about twice its bytes there.
            _bucket.Raise(_isLoopback && !_isPaced ? _transmission.ReceiveBufferBytes / 2 : 0);
            _transmission.Begin(unit);
        }

        TimeSpan pacing = default, socket = default;
        while (TryWrite())
        {
            for (int i = 0; i < _batch.Count;)
            {
                DatagramRun run = _batch.Run(i, _burstBytes / 2, MaxRun);
                i += run.Count;
                TimeSpan wait = _bucket.Take(run.Bytes.Length, _time.GetElapsedTime(_start));

                // A timer is no finer than a millisecond; what is less is caught up by the burst.
                if (wait > TimeSpan.FromMilliseconds(1))
                {
                    pacing += await HeldBackAsync(Task.Delay(wait, _time, cancellation)).ConfigureAwait(false);
                }

                ValueTask sent = _media.SendAsync(run.Bytes, run.DatagramBytes, _mediaTo, cancellation);
                if (sent.IsCompletedSuccessfully)
                {
                    await sent.ConfigureAwait(false);
                }
                else
                {
                    socket += await HeldBackAsync(sent.AsTask()).ConfigureAwait(false);
                }
            }
        }

        lock (_lock)
        {
            _pacingWait += pacing;
            _socketWait += socket;
        }
    }

    /// <summary>Says goodbye, sends again what a receiver still lacks until it says goodbye, too (1 s at most), and closes the sockets.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopReports.IsCancellationRequested)
        {
            return;
        }

        await _stopReports.CancelAsync().ConfigureAwait(false);
        await _reporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await SayGoodbyeAsync().ConfigureAwait(false);
        }
        catch (BridgeException)
        {
            // Nobody is left to be told.
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _media.Dispose();
        _control.Dispose();
        _transmission.Dispose();
        _stop.Dispose();
        _stopReports.Dispose();
    }

    private static SessionDescription Describe(IPEndPoint endpoint, ReadOnlySpan<byte> parameterSets, RtpOptions options)
    {
        List<ReadOnlyMemory<byte>> vps = [], sps = [], pps = [];
        foreach (NalUnit nal in AnnexB.Units(parameterSets))
        {
            List<ReadOnlyMemory<byte>>? sets = nal.Type switch
            {
                NalUnitType.Vps => vps,
                NalUnitType.Sps => sps,
                NalUnitType.Pps => pps,
                _ => null,
            };
            sets?.Add(nal.Bytes.ToArray());
        }

        return new SessionDescription
        {
            Address = endpoint.Address,
            Port = endpoint.Port,
            PayloadType = options.PayloadType,
            Multiplexed = options.Multiplexed,
            TimeToLive = UdpPort.IsMulticast(endpoint.Address) ? options.TimeToLive : null,
            GenericNack = options.Retransmission,
            PictureLossIndication = true,
            FullIntraRequest = true,
            RetransmissionPayloadType = options.Retransmission ? options.PayloadType + 1 : null,
            RepairPayloadType = options.RepairShare > 0 ? options.PayloadType + 2 : null,
            Vps = vps,
            Sps = sps,
            Pps = pps,
            Key = options.Key,
        };
    }

    private bool TryWrite()
    {
        _batch.Clear();
        lock (_lock)
        {
            return _transmission.TryWrite(_time.GetElapsedTime(_start), _batch, MaxRun);
        }
    }

    private async Task<TimeSpan> HeldBackAsync(Task task)
    {
        long started = _time.GetTimestamp();
        await task.ConfigureAwait(false);
        return _time.GetElapsedTime(started);
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        byte[] buffer = new byte[MaxControlBytes];
        var from = new SocketAddress(_mediaTo.Family);
        var again = new DatagramBatch();
        while (!stop.IsCancellationRequested)
        {
            int length = await _control.ReceiveAsync(buffer, from, stop).ConfigureAwait(false);
            again.Clear();
            lock (_lock)
            {
                _transmission.TakeControl(buffer.AsSpan(0, length), _time.GetElapsedTime(_start), _time.GetUtcNow(), again);
                if (_transmission.HeardGoodbye)
                {
                    _answered.TrySetResult();
                }
            }

            for (int i = 0; i < again.Count; i++)
            {
                await _media.SendAsync(again[i], again[i].Length, _mediaTo, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task ReportAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_options.ReportInterval, _time);
        do
        {
            await SendReportAsync(bye: false, stop).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    private async Task SayGoodbyeAsync()
    {
        for (int i = 0; i < MaxGoodbyes; i++)
        {
            await SendReportAsync(bye: true, CancellationToken.None).ConfigureAwait(false);
            Task wait = Task.Delay(GoodbyeInterval, _time);
            if (!_transmission.HasReceiver || await Task.WhenAny(_answered.Task, _listening, wait).ConfigureAwait(false) != wait)
            {
                return;
            }
        }
    }

    private async Task SendReportAsync(bool bye, CancellationToken cancellation)
    {
        var report = new DatagramBatch();
        lock (_lock)
        {
            _transmission.Report(_time.GetElapsedTime(_start), _time.GetUtcNow(), "videofeat", bye, report);
        }

        await _control.SendAsync(report[0], report[0].Length, _controlTo, cancellation).ConfigureAwait(false);
    }
}
