using System.Text;
using System.Text.RegularExpressions;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>What a manifest from outside must keep before anything is done by it.</summary>
internal static partial class ManifestChecks
{
    private const int MaxIdBytes = 1023;

    /// <summary>The first thing wrong, with its place; null where nothing is.</summary>
    public static string? Fault(DatasetManifest m) =>
        Head(m) ?? First(m.Kinds, "kinds", KindFault) ?? First(m.Shards, "shards", s => ShardFault(s, m.Kinds.Count)) ?? First(m.Bad, "bad", _ => null) ?? Items(m);

    /// <summary>What is wrong with an id; null where it is one.</summary>
    public static string? IdFault(string id) =>
        id.Length == 0 ? "it is empty"
        : id.Length > MaxIdBytes || Encoding.UTF8.GetByteCount(id) > MaxIdBytes ? $"it is longer than {MaxIdBytes} bytes"
        : id.Any(char.IsControl) ? "it has a control character"
        : null;

    /// <summary>True where a name is one that a shard can have: it never leaves the dataset's folder.</summary>
    public static bool IsShardName(string name) => ShardName().IsMatch(name);

    private static string? Head(DatasetManifest m)
    {
        if (m.Plan is not null && !IsHex(m.Plan, 64))
        {
            return "plan: 64 hex digits are expected.";
        }

        if (m.Settings.Values.Any(v => v is null))
        {
            return "settings: a value is null.";
        }

        if (m.MaxError is { } limit && (limit.Absolute is null) == (limit.Relative is null))
        {
            return "maxError: one of absolute and relative is expected.";
        }

        return m.Part is { } part && (part.Count < 1 || part.Index < 0 || part.Index >= part.Count) ? $"part: index {part.Index} of {part.Count}." : null;
    }

    private static string? First<T>(IReadOnlyList<T> list, string name, Func<T, string?> check)
        where T : class
    {
        for (int i = 0; i < list.Count; i++)
        {
            if ((list[i] is null ? "null" : check(list[i])) is string fault)
            {
                return $"{name}[{i}]: {fault}.";
            }
        }

        return null;
    }

    private static string? KindFault(DatasetKind kind)
    {
        if (kind.Tensors.Count is < 1 or > 255)
        {
            return $"{kind.Tensors.Count} tensors; allowed are 1..255";
        }

        foreach (KindTensor tensor in kind.Tensors)
        {
            if (tensor is null)
            {
                return "a tensor is null";
            }

            if (!TensorShape.TryCreate(tensor.Shape.Count > TensorShape.MaxRank ? [] : [.. tensor.Shape], out _, out string? fault))
            {
                return $"tensor '{tensor.Name}': {fault!.TrimEnd('.')}";
            }
        }

        return kind.Layout.Width < 1 || kind.Layout.Height < 1 || kind.Layout.FramesPerSet < 1 ? "layout: a size is below 1"
            : kind.Quantizer.Bits is not (8 or 10 or 12) ? $"quantizer: {kind.Quantizer.Bits} bits; allowed are 8, 10 and 12"
            : kind.Profile is not null && !IsHex(kind.Profile, 64) ? "profile: 64 hex digits are expected"
            : null;
    }

    private static string? ShardFault(DatasetShard shard, int kinds) =>
        !IsShardName(shard.File) ? $"'{Printable(shard.File)}' is no name of a shard"
        : (uint)shard.Kind >= (uint)kinds ? $"kind {shard.Kind} of {kinds}"
        : shard.Items < 0 || shard.Units < 0 || shard.Bytes < 0 ? "a count is below 0"
        : null;

    private static string? Items(DatasetManifest m)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        if (m.Shards.FirstOrDefault(s => !files.Add(s.File)) is { } twice)
        {
            return $"shards: '{twice.File}' stands twice.";
        }

        var ids = new HashSet<string>(m.Items.Count, StringComparer.Ordinal);
        return First(m.Items, "items", item => ItemFault(item, m) ?? (ids.Add(item.Id) ? null : $"id '{item.Id}' stands twice"));
    }

    private static string? ItemFault(DatasetItem item, DatasetManifest m)
    {
        if (IdFault(item.Id) is string fault)
        {
            return $"id '{Printable(item.Id)}': {fault}";
        }

        if ((uint)item.Shard >= (uint)m.Shards.Count)
        {
            return $"shard {item.Shard} of {m.Shards.Count}";
        }

        DatasetShard shard = m.Shards[item.Shard];
        long frames = m.Kinds[shard.Kind].Layout.FramesPerSet;
        return item.Sets < 1 || item.Count != item.Sets * frames ? $"{item.Count} access units of {item.Sets} sets of {frames}"
            : item.First < 0 || item.First > shard.Units - item.Count ? $"access units {item.First} to {item.First + item.Count - 1} of {shard.Units}"
            : item.Bytes < 0 || !(item.MaxError >= 0) || !(item.Bpe >= 0) ? "a number is below 0"
            : !IsHex(item.CodesCrc32c, 8) || !IsHex(item.BytesCrc32c, 8) ? "a CRC is not 8 hex digits"
            : item.Source is { } source && !IsHex(source.Sha256, 64) ? "source.sha256: 64 hex digits are expected"
            : null;
    }

    private static bool IsHex(string text, int digits) => text.Length == digits && text.All(char.IsAsciiHexDigitLower);

    private static string Printable(string text) => Files.Arrays.Printable.Text(text.Length > 80 ? text[..80] : text);

    [GeneratedRegex(@"^shard-[0-9]{5,9}(-(8bit|10bit|12bit|exact))?\.(mp4|mkv)\z")]
    private static partial Regex ShardName();
}
