using VideoFeat.Native;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Live;

/// <summary>
/// Sends access units through libavformat: RTSP push (ANNOUNCE, RECORD), or MPEG-TS over SRT or UDP. A lost connection is made again, and the stream goes on
/// with a key picture. One caller at a time. Disposing ends the session.
/// </summary>
public sealed class LiveSender : IUnitSender
{
    /// <summary>After a cancellation, what is being written may take so long before it is cut off: the end of the session comes after it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly LiveAddress _address;
    private readonly MuxerSettings _settings;
    private readonly Reconnection _reconnection;
    private LiveSenderStatistics _statistics = new() { Connections = 1 };
    private Muxer? _muxer;
    private bool _keyRequested;
    private bool _needsKey;

    private LiveSender(LiveAddress address, MuxerSettings settings, Reconnection reconnection, Muxer muxer)
    {
        _address = address;
        _settings = settings;
        _reconnection = reconnection;
        _muxer = muxer;
    }

    /// <summary>What was counted so far.</summary>
    public LiveSenderStatistics Statistics => _statistics;

    /// <summary>Connects; a server that is not there yet is waited for.</summary>
    /// <param name="address">Where.</param>
    /// <param name="parameterSets">VPS, SPS and PPS in Annex B.</param>
    /// <param name="width">Picture width in samples.</param>
    /// <param name="height">Picture height in samples.</param>
    /// <param name="framesPerSecond">Frames a second, for time stamps.</param>
    /// <param name="options">Options; null takes the defaults.</param>
    /// <param name="time">The clock of pauses and limits; null takes the system's.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    /// <exception cref="BridgeException">No connection within the limit, or for a reason that will not pass.</exception>
    public static async Task<LiveSender> ConnectAsync(
        LiveAddress address, ReadOnlyMemory<byte> parameterSets, int width, int height, double framesPerSecond, LiveOptions? options = null,
        TimeProvider? time = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new LiveOptions();
        options.Validate();
        var settings = new MuxerSettings
        {
            Format = address.Format,
            Width = width,
            Height = height,
            ExtraData = parameterSets,
            FrameRate = framesPerSecond,
            Options = address.SendOptions(options),
            TimeoutMs = (int)options.CallTimeout.TotalMilliseconds,
        };
        var reconnection = new Reconnection(address, options.ReconnectLimit, time ?? TimeProvider.System);
        Muxer muxer = await reconnection.OpenAsync(() => Muxer.Open(address.Url, settings), cancellation).ConfigureAwait(false);
        return new LiveSender(address, settings, reconnection, muxer);
    }

    /// <inheritdoc/>
    public bool TakeKeyRequest()
    {
        bool requested = _keyRequested;
        _keyRequested = false;
        return requested;
    }

    /// <summary>
    /// Sends the access units of a coded set. Where the connection is lost, makes it again within the limit; units that cannot be decoded after the
    /// interruption are dropped, and a key picture is asked for.
    /// </summary>
    /// <inheritdoc/>
    public async ValueTask SendAsync(CodedFeature coded, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(coded);
        foreach (AccessUnit unit in coded.Units)
        {
            while (!await TrySendAsync(unit, cancellation).ConfigureAwait(false))
            {
                // The connection is a new one.
            }
        }
    }

    /// <summary>Ends the session and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_muxer is not Muxer muxer)
        {
            return;
        }

        _muxer = null;
        try
        {
            using var limit = new CancellationTokenSource(Grace);
            await using (limit.Token.Register(muxer.Interrupt))
            {
                await Task.Run(muxer.Finish).ConfigureAwait(false);
            }
        }
        catch (NativeException)
        {
            // Nobody is left to be told.
        }

        muxer.Dispose();
    }

    // False where the connection was lost and is there again.
    private async ValueTask<bool> TrySendAsync(AccessUnit unit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_needsKey && !unit.IsKey)
        {
            _statistics = _statistics with { DroppedUnits = _statistics.DroppedUnits + 1 };
            return true;
        }

        Muxer muxer = _muxer ??= await ConnectAgainAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var cut = new CancellationTokenSource();
            await using (cut.Token.Register(muxer.Interrupt))
            await using (cancellation.Register(() => cut.CancelAfter(Grace)))
            {
                await Task.Run(() => muxer.Write(unit.Data.Span, unit.Pts, unit.IsKey), CancellationToken.None).ConfigureAwait(false);
            }

            _needsKey = false;
            _statistics = _statistics with { Units = _statistics.Units + 1, Bytes = _statistics.Bytes + unit.Data.Length };
            return true;
        }
        catch (NativeException e)
        {
            cancellation.ThrowIfCancellationRequested();
            if (e.Code is NativeErrorCode.Data or NativeErrorCode.Argument)
            {
                throw new BridgeException($"{_address}: {_address.Redact(e.Message)}");
            }

            _muxer = null;
            muxer.Dispose();
            _needsKey = _keyRequested = true;
            _statistics = _statistics with { LastFault = _address.Redact(e.Message) };
            _reconnection.Lost(e);
            _muxer = await ConnectAgainAsync(cancellation).ConfigureAwait(false);
            return false;
        }
    }

    private async Task<Muxer> ConnectAgainAsync(CancellationToken cancellation)
    {
        Muxer muxer = await _reconnection.OpenAsync(() => Muxer.Open(_address.Url, _settings), cancellation).ConfigureAwait(false);
        _statistics = _statistics with { Connections = _statistics.Connections + 1 };
        return muxer;
    }
}
