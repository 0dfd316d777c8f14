using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;

namespace VideoFeat;

/// <summary>Hands access units to the bridge that their stream's configuration names.</summary>
internal sealed class BridgeSwitch : IDisposable
{
    private readonly HevcDecoderOptions _options;
    private readonly ProfileLibrary _profiles;
    private readonly HevcFeatureDecoder _hevc;
    private readonly Queue<DecodedFeature> _ready = [];
    private readonly Dictionary<byte, IFeatureBridgeDecoder> _payload = [];

    private BridgeSwitch(HevcDecoderOptions options, ProfileLibrary profiles)
    {
        _options = options;
        _profiles = profiles;
        _hevc = HevcFeatureDecoder.Open(options);
        Current = _hevc;
    }

    /// <summary>The bridge that decodes now: HEVC before any configuration has come.</summary>
    public IFeatureBridgeDecoder Current { get; private set; }

    /// <summary>Access units without a feature SEI of ours.</summary>
    public long ForeignUnits => _hevc.ForeignUnits + _payload.Values.Sum(d => d.ForeignUnits);

    /// <summary>Opens the switch with its HEVC decoder; others open when they are named.</summary>
    public static BridgeSwitch Open(HevcDecoderOptions options, ProfileLibrary profiles) => new(options, profiles);

    public void Send(ReadOnlySpan<byte> accessUnit)
    {
        // Only a configuration tells the bridge.
        AccessUnitMessages messages = AccessUnitMessages.Read(accessUnit, _options.Limits);
        if (messages.Configurations.FirstOrDefault() is FeatureConfiguration configuration)
        {
            IFeatureBridgeDecoder next = Of(configuration);
            if (next != Current)
            {
                Drain();
                Current = next;
            }
        }

        Current.Send(accessUnit, messages);
        Drain();
    }

    public bool TryReceive(out DecodedFeature? feature) => _ready.TryDequeue(out feature);

    public void Restart()
    {
        _hevc.Restart();
        foreach (IFeatureBridgeDecoder decoder in _payload.Values)
        {
            decoder.Restart();
        }

        while (_ready.TryDequeue(out DecodedFeature? feature))
        {
            feature.Dispose();
        }
    }

    public void Finish(AnnouncedSets? announced)
    {
        Current.Finish(announced);
        Drain();
    }

    public void Dispose()
    {
        _hevc.Dispose();
        foreach (IFeatureBridgeDecoder decoder in _payload.Values)
        {
            decoder.Dispose();
        }

        while (_ready.TryDequeue(out DecodedFeature? feature))
        {
            feature.Dispose();
        }
    }

    private IFeatureBridgeDecoder Of(FeatureConfiguration configuration)
    {
        if (configuration.BridgeId == HevcFeatureEncoder.BridgeId && configuration.Plan.Kind != LayoutKind.Payload)
        {
            return _hevc;
        }

        if (!_payload.TryGetValue(configuration.BridgeId, out IFeatureBridgeDecoder? decoder))
        {
            // Whatever is unknown goes to one that says so.
            decoder = configuration.BridgeId switch
            {
                LightweightFeatureEncoder.BridgeId => LightweightFeatureDecoder.Open(_options.Limits, _options.Threads),
                TransformFeatureEncoder.BridgeId => TransformFeatureDecoder.Open(_profiles, _options.Limits, _options.Threads),
                ComponentsFeatureEncoder.BridgeId => ComponentsFeatureDecoder.Open(_profiles, _options),
                _ => NearLosslessFeatureDecoder.Open(_options.Limits, _options.Threads, _profiles),
            };
            _payload.Add(configuration.BridgeId, decoder);
        }

        return decoder;
    }

    private void Drain()
    {
        while (Current.TryReceive(out DecodedFeature? feature))
        {
            _ready.Enqueue(feature!);
        }
    }
}
