using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Profiles;

/// <summary>When a profile travels in the stream: with the first key set, then with the first one so many sets later. Asked twice of a set, it answers the same.</summary>
/// <param name="profile">What travels.</param>
/// <param name="interval">Sets from one that carries it to the next; 0: never.</param>
internal sealed class ProfileSchedule(Profile profile, int interval)
{
    private ulong? _last;

    /// <summary>The messages that a key set carries.</summary>
    public IEnumerable<FeatureMessage> Of(ulong sequence)
    {
        if (interval == 0 || (_last is ulong last && last != sequence && sequence - last < (ulong)interval))
        {
            return [];
        }

        _last = sequence;
        return ProfileInBand.Split(profile);
    }
}
