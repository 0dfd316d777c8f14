using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Profiles;

/// <summary>Profiles that come in the stream: fragments to files. Keeps one unfinished profile, of at most 64 MiB.</summary>
internal sealed class ProfileInBand(ProfileLibrary library)
{
    /// <summary>Bytes of a profile in one SEI message, within what 16-bit lengths of carriers hold.</summary>
    public const int FragmentBytes = 60_000;

    private ReadOnlyMemory<byte> _hash;
    private ReadOnlyMemory<byte>[] _parts = [];
    private int _total;

    /// <summary>The messages that carry a profile.</summary>
    public static IEnumerable<ProfileFragment> Split(Profile profile)
    {
        int count = ((profile.Bytes.Length - 1) / FragmentBytes) + 1;
        return Enumerable.Range(0, count).Select(i => new ProfileFragment
        {
            ProfileHash = profile.Hash,
            Index = i,
            Count = count,
            TotalBytes = profile.Bytes.Length,
            Bytes = profile.Bytes.Slice(i * FragmentBytes, Math.Min(FragmentBytes, profile.Bytes.Length - (i * FragmentBytes))),
        });
    }

    /// <summary>Takes a fragment; a profile that it completes goes into the library.</summary>
    public void Take(ProfileFragment fragment)
    {
        if (library.Find(fragment.ProfileHash) is not null || fragment.Count > ProfileFormat.MaxBytes / FragmentBytes * 4 || fragment.TotalBytes > ProfileFormat.MaxBytes)
        {
            return;
        }

        if (!_hash.Span.SequenceEqual(fragment.ProfileHash.Span) || _parts.Length != fragment.Count || _total != fragment.TotalBytes)
        {
            _hash = fragment.ProfileHash;
            _parts = new ReadOnlyMemory<byte>[fragment.Count];
            _total = fragment.TotalBytes;
        }

        _parts[fragment.Index] = fragment.Bytes;
        if (_parts.Any(p => p.IsEmpty) || _parts.Sum(p => (long)p.Length) != _total)
        {
            return;
        }

        byte[] bytes = [.. _parts.SelectMany(p => p.ToArray())];
        _parts = [];
        _hash = default;
        if (ProfileReader.Read(bytes, out Profile? profile) is null && profile!.Hash.Span.SequenceEqual(fragment.ProfileHash.Span))
        {
            library.Add(profile);
        }
    }
}
