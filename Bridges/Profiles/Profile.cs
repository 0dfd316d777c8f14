using System.Security.Cryptography;
using VideoFeat.Bridges.Files;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Profiles;

/// <summary>
/// What was calibrated for one network and cut, for both ends of a stream: chunks, each of a kind that one bridge understands. A stream names its profile by the
/// SHA-256 of the file. Immutable.
/// </summary>
public sealed class Profile
{
    private readonly byte[] _bytes;

    internal Profile(byte[] bytes, ProfileMeta meta, IReadOnlyList<ProfileChunk> chunks)
    {
        _bytes = bytes;
        Meta = meta;
        Chunks = chunks;
        Hash = SHA256.HashData(bytes);
    }

    /// <summary>What the profile is for, and where it comes from.</summary>
    public ProfileMeta Meta { get; }

    /// <summary>All chunks but the first, which is <see cref="Meta"/>; kinds unknown here included.</summary>
    public IReadOnlyList<ProfileChunk> Chunks { get; }

    /// <summary>SHA-256 of the file, 32 bytes: its name in streams.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>The file's bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Makes a profile.</summary>
    /// <exception cref="ArgumentException">A text, hash or tag is longer or shorter than the format allows, or there are too many chunks or bytes.</exception>
    public static Profile Create(ProfileMeta meta, params IReadOnlyList<ProfileChunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(chunks);
        return new Profile(ProfileWriter.Write(meta, chunks), meta, chunks);
    }

    /// <summary>Reads a profile from the bytes of its file, which it copies.</summary>
    /// <exception cref="FeatureFormatException">The bytes are no profile, or a damaged one; the message names the field.</exception>
    public static Profile Parse(ReadOnlySpan<byte> bytes) =>
        ProfileReader.Read(bytes, out Profile? profile) is string fault ? throw new FeatureFormatException($"Profile: {fault}") : profile!;

    /// <summary>Reads a profile file.</summary>
    /// <exception cref="FeatureFormatException">The file is no profile, a damaged one, or larger than 64 MiB; the message names file and field.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Profile Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > ProfileFormat.MaxBytes)
        {
            throw new FeatureFormatException($"{path}: {file.Length} bytes; a profile has at most {ProfileFormat.MaxBytes}.");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return ProfileReader.Read(bytes, out Profile? profile) is string fault ? throw new FeatureFormatException($"{path}: {fault}") : profile!;
    }

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public void Write(string path)
    {
        using AtomicFile file = AtomicFile.Create(path);
        file.Write(stream => stream.Write(_bytes));
        file.Commit();
    }

    /// <summary>The bytes of the first chunk of a kind; null where there is none.</summary>
    /// <param name="tag">Its four characters.</param>
    public ReadOnlyMemory<byte>? Find(string tag) => Chunks.FirstOrDefault(c => c.Tag == tag)?.Bytes;
}
