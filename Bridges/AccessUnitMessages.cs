using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges;

/// <summary>What an access unit's feature SEI says, read once for whoever asks.</summary>
public sealed class AccessUnitMessages
{
    private readonly List<FeatureMessage> _messages = [];

    private AccessUnitMessages()
    {
    }

    /// <summary>The configurations, in order.</summary>
    public IEnumerable<FeatureConfiguration> Configurations => _messages.OfType<FeatureConfiguration>();

    /// <summary>The first unit header; null where none is there.</summary>
    public FeatureUnitHeader? Header => _messages.OfType<FeatureUnitHeader>().FirstOrDefault();

    /// <summary>The payload's parts, in order.</summary>
    public IEnumerable<PayloadFragment> Fragments => _messages.OfType<PayloadFragment>();

    /// <summary>Parts of profiles, in order.</summary>
    public IEnumerable<ProfileFragment> Profiles => _messages.OfType<ProfileFragment>();

    /// <summary>What was wrong with a message that had to be left out, or with the SEI: the first; null where nothing was.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads an access unit (Annex B).</summary>
    /// <param name="accessUnit">Its bytes.</param>
    /// <param name="limits">Limits on what it may ask for.</param>
    public static AccessUnitMessages Read(ReadOnlySpan<byte> accessUnit, FeatureLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var read = new AccessUnitMessages();
        List<byte[]> payloads = SeiReader.UserData(accessUnit, out string? fault, limits.MaxMessageBytes);
        foreach (byte[] payload in payloads)
        {
            if (FeatureHeaderReader.TryRead(payload, limits, out FeatureMessage? message, out string? wrong))
            {
                read._messages.Add(message!);
            }
            else
            {
                fault ??= wrong;
            }
        }

        read.Fault = fault;
        return read;
    }
}
