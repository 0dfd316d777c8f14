using System.Diagnostics;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Hevc;

/// <summary>Options of the decoder.</summary>
public sealed record HevcDecoderOptions
{
    /// <summary>FFmpeg's own decoder, which runs everywhere.</summary>
    public const string Software = "software";

    /// <summary><c>software</c>, or a device that a probe found bit-exact: cuda, qsv, vaapi, videotoolbox.</summary>
    public string Device { get; init; } = Software;

    /// <summary>Decoder threads; 0 lets the decoder choose.</summary>
    public int Threads { get; init; }

    /// <summary>Limits on what a header from outside may ask for.</summary>
    public FeatureLimits Limits { get; init; } = FeatureLimits.Default;
}

/// <summary>
/// HEVC access units to feature sets. Every frame is checked against what its header says; a set with a missing or wrong frame is
/// <see cref="FeatureState.Lost"/> and hands out no values. One caller at a time.
/// </summary>
public sealed class HevcFeatureDecoder : IFeatureBridgeDecoder
{
    private readonly HevcDecoderOptions _options;
    private readonly VideoDecoder _decoder;
    private readonly Dictionary<uint, FeatureConfiguration> _configurations = [];
    private readonly SortedDictionary<long, PendingUnit> _pending = [];
    private readonly Queue<DecodedFeature> _ready = [];
    private SequenceWatch _watch = new();
    private readonly Stopwatch _work = new(); // spent on the set that is being put together
    private (ulong Sequence, int Frame)? _last;
    private SetAssembly? _assembly;
    private long _next;

    private HevcFeatureDecoder(HevcDecoderOptions options)
    {
        _options = options;
        _decoder = VideoDecoder.Open(new VideoDecoderSettings { Device = options.Device, Threads = options.Threads });
    }

    /// <summary>The configuration that came last; null before the first.</summary>
    public FeatureConfiguration? Configuration { get; private set; }

    /// <summary>Access units that carried no feature SEI of ours, and so no features.</summary>
    public long ForeignUnits { get; private set; }

    /// <summary>Called with each part of a profile that travels in the stream.</summary>
    private Action<ProfileFragment>? ProfileArrived { get; init; }

    /// <summary>Opens a decoder; the stream describes itself.</summary>
    /// <exception cref="BridgeException">The device does not work here, or not bit for bit as software does; the message says at which step and why.</exception>
    public static HevcFeatureDecoder Open(HevcDecoderOptions? options = null) => Open(options, null);

    /// <inheritdoc cref="Open(HevcDecoderOptions?)"/>
    internal static HevcFeatureDecoder Open(HevcDecoderOptions? options, Action<ProfileFragment>? profileArrived)
    {
        options ??= new HevcDecoderOptions();
        if (options.Device != HevcDecoderOptions.Software && DecoderProbe.Run(options.Device) is { Works: false } probe)
        {
            throw new BridgeException($"Decoding device {options.Device} fails at step {probe.Stage}: {probe.Reason}.");
        }

        return new HevcFeatureDecoder(options) { ProfileArrived = profileArrived };
    }

    /// <summary>Takes one access unit (Annex B); sets that it completes can be received afterwards.</summary>
    public void Send(ReadOnlySpan<byte> accessUnit) => Send(accessUnit, AccessUnitMessages.Read(accessUnit, _options.Limits));

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> accessUnit, AccessUnitMessages messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        _work.Start();
        Take(accessUnit, messages);
        _work.Stop();
    }

    private void Take(ReadOnlySpan<byte> accessUnit, AccessUnitMessages messages)
    {
        foreach (FeatureConfiguration configuration in messages.Configurations)
        {
            _configurations[configuration.Id] = configuration;
            Configuration = configuration;
        }

        foreach (ProfileFragment part in messages.Profiles)
        {
            ProfileArrived?.Invoke(part);
        }

        FeatureUnitHeader? header = messages.Header;
        string? fault = messages.Fault;
        if (header is not null && _last == (header.SequenceNumber, header.FrameIndex))
        {
            return; // some muxers repeat the first packet's SEI or the packet itself
        }

        if (header is null)
        {
            ForeignUnits += fault is null ? 1 : 0;
            _watch.Headerless(fault);
        }

        _last = header is null ? _last : (header.SequenceNumber, header.FrameIndex);
        long pts = _next++;
        _pending.Add(pts, new PendingUnit(header, fault, 8L * accessUnit.Length));
        try
        {
            _decoder.Send(accessUnit, pts);
        }
        catch (NativeException e)
        {
            _pending[pts] = _pending[pts] with { Fault = e.Message };
        }

        Drain();
    }

    /// <summary>True and the next set in stream order, which the caller owns; false where more access units are needed.</summary>
    public bool TryReceive(out DecodedFeature? feature) => _ready.TryDequeue(out feature);

    /// <inheritdoc/>
    public void Restart()
    {
        _watch = new SequenceWatch();
        _last = null;
        _pending.Clear();
        _work.Reset();
        Forget();
    }

    /// <inheritdoc/>
    public void Finish(AnnouncedSets? announced = null)
    {
        _decoder.Finish();
        Drain();
        foreach (PendingUnit unit in _pending.Values)
        {
            Missing(unit, "the decoder gave no picture");
        }

        _pending.Clear();
        Close("the stream ends inside the set");
        foreach (DecodedFeature lost in Configuration is null && announced is null ? [] : _watch.AtEnd(announced))
        {
            _ready.Enqueue(lost);
        }

        _work.Stop();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _decoder.Dispose();
        Forget();
    }

    private void Forget()
    {
        _assembly?.Dispose();
        _assembly = null;
        while (_ready.TryDequeue(out DecodedFeature? feature))
        {
            feature.Dispose();
        }
    }

    private void Drain()
    {
        while (_decoder.TryReceive(out VideoFrame? frame))
        {
            using (frame)
            {
                Accept(frame!);
            }
        }
    }

    private void Accept(VideoFrame frame)
    {
        // Pictures come in order: what was sent before this one and has not come will not come.
        while (_pending.Count > 0 && _pending.First() is { Key: var pts } first && pts <= frame.Pts)
        {
            _pending.Remove(pts);
            if (pts < frame.Pts)
            {
                Missing(first.Value, "the decoder gave no picture");
            }
            else if (first.Value.Header is null)
            {
                Missing(first.Value, "the access unit has no feature header");
            }
            else
            {
                Place(first.Value, frame);
            }
        }
    }

    private void Place(PendingUnit unit, VideoFrame frame)
    {
        FeatureUnitHeader header = unit.Header!;
        if (!_configurations.TryGetValue(header.ConfigurationId, out FeatureConfiguration? configuration))
        {
            Missing(unit, $"configuration {header.ConfigurationId:x8} has not arrived");
            return;
        }

        SetAssembly assembly = AssemblyFor(header, configuration);
        assembly.Bits += unit.Bits;
        assembly.Place(header, frame, unit.Fault);
        if (assembly.IsComplete)
        {
            Close(null);
        }
    }

    private void Missing(PendingUnit unit, string reason)
    {
        if (unit.Header is not FeatureUnitHeader header)
        {
            return; // foreign pictures are counted, not features
        }

        SetAssembly assembly = AssemblyFor(header, _configurations.GetValueOrDefault(header.ConfigurationId));
        assembly.Bits += unit.Bits;
        assembly.Fail($"frame {header.FrameIndex}: {unit.Fault ?? reason}", arrived: true);
        if (assembly.IsLastFrame(header.FrameIndex))
        {
            Close(null);
        }
    }

    private SetAssembly AssemblyFor(FeatureUnitHeader header, FeatureConfiguration? configuration)
    {
        if (_assembly is not null && _assembly.Sequence != header.SequenceNumber)
        {
            Close("frames of the set are missing");
        }

        if (_assembly is null)
        {
            foreach (DecodedFeature missing in _watch.Before(header.SequenceNumber))
            {
                _ready.Enqueue(missing);
            }

            _assembly = new SetAssembly(header, configuration);
        }

        return _assembly;
    }

    private void Close(string? reason)
    {
        if (_assembly is not null)
        {
            _ready.Enqueue(_assembly.Close(reason, _work.Elapsed));
            _work.Restart();
            _watch.Closed(_assembly.Sequence);
            _assembly = null;
        }
    }

    private sealed record PendingUnit(FeatureUnitHeader? Header, string? Fault, long Bits);
}
