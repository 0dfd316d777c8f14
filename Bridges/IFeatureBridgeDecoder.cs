using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges;

/// <summary>What every bridge's decoder does: access units to feature sets. One caller at a time.</summary>
public interface IFeatureBridgeDecoder : IDisposable
{
    /// <summary>The configuration that came last; null before the first.</summary>
    FeatureConfiguration? Configuration { get; }

    /// <summary>Access units that carried no feature SEI of ours, and so no features.</summary>
    long ForeignUnits { get; }

    /// <summary>Takes one access unit (Annex B) and what was read of it; sets that it completes can be received afterwards.</summary>
    void Send(ReadOnlySpan<byte> accessUnit, AccessUnitMessages messages);

    /// <summary>True and the next set in stream order, which the caller owns; false where more access units are needed.</summary>
    bool TryReceive(out DecodedFeature? feature);

    /// <summary>What comes next has nothing to do with what came before, and begins with a key picture: no gap is reported, and an unfinished set is forgotten.</summary>
    void Restart();

    /// <summary>No more access units come: an unfinished set becomes <see cref="FeatureState.Lost"/>.</summary>
    /// <param name="announced">What the sender says that it sent, where a receiver knows: what of that never came is then reported as lost, too.</param>
    void Finish(AnnouncedSets? announced = null);
}
