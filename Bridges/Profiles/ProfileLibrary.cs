using VideoFeat.Packing;

namespace VideoFeat.Bridges.Profiles;

/// <summary>The profiles that this end has, by hash. Safe for several threads.</summary>
public sealed class ProfileLibrary
{
    /// <summary>Files of a folder that are looked at.</summary>
    public const string Extension = ".profile";

    private readonly Dictionary<string, Profile> _profiles = [];
    private readonly Lock _lock = new();

    /// <summary>Reads files, and all .profile files of folders (not of folders within them).</summary>
    /// <exception cref="FileNotFoundException">Neither a file nor a folder of that name.</exception>
    /// <exception cref="FeatureFormatException">A file is no profile; the message names it.</exception>
    public static ProfileLibrary Open(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var library = new ProfileLibrary();
        foreach (string path in paths)
        {
            if (!Directory.Exists(path) && !File.Exists(path))
            {
                throw new FileNotFoundException($"{path}: no such profile, nor a folder of profiles.");
            }

            string[] files = Directory.Exists(path) ? Directory.GetFiles(path, $"*{Extension}") : [path];
            foreach (string file in files)
            {
                library.Add(Profile.Read(file));
            }
        }

        return library;
    }

    /// <summary>Takes a profile up.</summary>
    public void Add(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        lock (_lock)
        {
            _profiles[Key(profile.Hash.Span)] = profile;
        }
    }

    /// <summary>The profile of that SHA-256, or null.</summary>
    public Profile? Find(ReadOnlyMemory<byte> hash)
    {
        lock (_lock)
        {
            return _profiles.GetValueOrDefault(Key(hash.Span));
        }
    }

    /// <summary>What to say where a stream needs a profile that is not here.</summary>
    internal static string Missing(ReadOnlyMemory<byte> hash) =>
        $"the stream needs profile {Key(hash.Span)}, which is not here: give it with --profile FILE or a folder of profiles";

    private static string Key(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);
}
