using System.Text;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Planning;
using VideoFeat.Packing;

namespace VideoFeat.Tuning;

/// <summary>An operating point as a profile keeps it (chunk TUN1): a codec of <c>videofeat compare</c> that is ours, and its settings.</summary>
/// <param name="Codec">The codec's name.</param>
/// <param name="Settings">Every setting, one value each.</param>
public sealed record TunedPoint(string Codec, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The chunk's tag.</summary>
    public const string Tag = "TUN1";

    /// <summary>Most bytes of the chunk.</summary>
    public const int MaxBytes = 1024;

    /// <summary>The point as words.</summary>
    public string Words => $"{Codec} {string.Join(' ', Settings.Select(s => $"{s.Key}={s.Value}"))}";

    /// <summary>The point of a profile; null where it holds none.</summary>
    /// <exception cref="FeatureFormatException">The chunk is damaged or names what this version does not have.</exception>
    public static TunedPoint? Of(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Find(Tag) is not ReadOnlyMemory<byte> bytes)
        {
            return null;
        }

        if (bytes.Length > MaxBytes)
        {
            throw new FeatureFormatException($"Profile: {Tag} has {bytes.Length} bytes; allowed are {MaxBytes}.");
        }

        string? codec = null;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Encoding.UTF8.GetString(bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('=', 2) is not [string key, string value] || !(key == "codec" ? codec is null : settings.TryAdd(key, value)))
            {
                throw new FeatureFormatException($"Profile: {Tag} holds a line that is not NAME=VALUE, or one twice.");
            }

            codec = key == "codec" ? value : codec;
        }

        var point = new TunedPoint(codec ?? "", settings);
        try
        {
            _ = point.Coder(profile, 1);
        }
        catch (ArgumentException e)
        {
            throw new FeatureFormatException($"Profile: {Tag}: {e.Message}");
        }

        return point;
    }

    /// <summary>The chunk.</summary>
    public ProfileChunk Chunk() => new(Tag, Encoding.UTF8.GetBytes($"codec={Codec}\n{string.Concat(Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}\n"))}"));

    /// <summary>What to encode with.</summary>
    /// <param name="basis">Where what a point does not say comes from: sets a second, threads, verification.</param>
    /// <param name="profile">The profile that holds the point.</param>
    public CodecOptions Options(CodecOptions basis, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(basis);
        return Coder(profile, basis.Threads).Options with
        {
            SetsPerSecond = basis.SetsPerSecond,
            KeyInterval = basis.KeyInterval,
            ProfileInterval = basis.ProfileInterval,
            NonFinite = basis.NonFinite,
            Verify = basis.Verify,
            Chroma = basis.Chroma,
        };
    }

    internal BridgeCoder Coder(Profile? profile, int threads)
    {
        var planned = new PlannedCodec(Codec, Codec, Settings.ToDictionary(s => s.Key, s => (IReadOnlyList<string>)[s.Value], StringComparer.Ordinal));
        ResolvedCodec resolved = PlanCheck.Codecs(new ComparisonPlan { Inputs = [], Codecs = [planned], Threads = threads }, profile)[0];
        return resolved.Points is [{ Coder: BridgeCoder coder }] ? coder : throw new ArgumentException($"{Codec} is no coder of ours, or has several points.");
    }
}
