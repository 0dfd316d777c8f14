using System.Globalization;
using System.Text;
using System.Text.Json;
using VideoFeat.Native;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>What a run has finished so far, a line a shard, so that the next run goes on from there. Appended by one process; several threads may.</summary>
public sealed class Journal : IDisposable
{
    /// <summary>What <c>format</c> says.</summary>
    public const string Format = "videofeat-journal";

    private readonly string _path;
    private readonly Lock _append = new();
    private FileStream? _file;

    private Journal(string path, JournalHead head, IReadOnlyList<JournalShard> done)
    {
        _path = path;
        Head = head;
        Done = done;
    }

    /// <summary>Which run it belongs to.</summary>
    public JournalHead Head { get; }

    /// <summary>Shards that were finished before it was opened, in the order in which they were.</summary>
    public IReadOnlyList<JournalShard> Done { get; }

    /// <summary>Name of the journal of a dataset, or of a part.</summary>
    public static string NameOf(DatasetPart? part) => part is null ? "journal.ndjson" : $"journal-{part}.ndjson";

    /// <summary>Opens the journal that is there, or begins one. The caller holds the dataset's lock.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="part">Which part.</param>
    /// <param name="head">The run that a new journal belongs to.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="FeatureFormatException">What is there is no journal.</exception>
    public static Journal Open(string folder, DatasetPart? part, JournalHead head)
    {
        string path = Path.Combine(folder, NameOf(part));
        Journal journal = new(path, head, []);
        long whole = 0;
        if (File.Exists(path))
        {
            using FileStream old = File.OpenRead(path);
            if (Read(old, path, out whole) is { } read)
            {
                journal = new Journal(path, read.Head, read.Done);
            }
        }

        try
        {
            journal._file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1);
            journal._file.SetLength(whole);
            journal._file.Position = whole;
            if (whole == 0)
            {
                journal.Append(ManifestJson.Text(head) + "\n");
                FolderSync.Flush(folder);
            }

            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            journal.Dispose();
            throw new IOException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Adds a finished shard; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(JournalShard shard)
    {
        string json = ManifestJson.Text(shard);
        string line = string.Create(CultureInfo.InvariantCulture, $"{Crc32C.Compute(Encoding.UTF8.GetBytes(json)):x8} {json}\n");
        lock (_append)
        {
            try
            {
                Append(line);
            }
            catch (IOException e)
            {
                throw new IOException($"{_path}: cannot be written: {e.Message}", e);
            }
        }
    }

    /// <summary>Removes the journal: the manifest says all that it said.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(_path);
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _file, null)?.Dispose();

    /// <summary>Reads a journal up to the first line that is not whole; null where not even the first is, and it begins again.</summary>
    /// <param name="stream">Its bytes.</param>
    /// <param name="source">What to call it in a fault.</param>
    /// <param name="whole">Bytes of the lines that are whole.</param>
    /// <exception cref="FeatureFormatException">The first line is whole and no journal's.</exception>
    internal static (JournalHead Head, IReadOnlyList<JournalShard> Done)? Read(Stream stream, string source, out long whole)
    {
        whole = 0;
        JournalHead? head = null;
        var done = new List<JournalShard>();
        foreach ((byte[] line, long end) in Lines(stream))
        {
            if (head is null)
            {
                head = HeadOf(line, source);
            }
            else if (ShardOf(line) is JournalShard shard)
            {
                done.Add(shard);
            }
            else
            {
                break;
            }

            whole = end;
        }

        return head is null ? null : (head, done);
    }

    private void Append(string line)
    {
        _file!.Write(Encoding.UTF8.GetBytes(line));
        _file.Flush(flushToDisk: true);
    }

    private static JournalHead HeadOf(byte[] line, string source)
    {
        try
        {
            JournalHead? head = JsonSerializer.Deserialize<JournalHead>(line, ManifestJson.Options);
            return head is { Format: Format, Version: 1 } ? head : throw new FeatureFormatException($"{source}: it is '{ManifestReader.OneLine(head?.Format ?? "")}' version {head?.Version}; '{Format}' version 1 is read.");
        }
        catch (JsonException e)
        {
            throw new FeatureFormatException($"{source}: {ManifestReader.Fault(e)}", e);
        }
    }

    // CRC, blank, JSON.
    private static JournalShard? ShardOf(ReadOnlySpan<byte> line)
    {
        if (line.Length < 10 || line[8] != ' ' || !uint.TryParse(line[..8], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint crc)
            || crc != Crc32C.Compute(line[9..]))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<JournalShard>(line[9..], ManifestJson.Options) is { } shard && IsSound(shard) ? shard : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSound(JournalShard shard) => shard.Shard >= 0
        && ManifestChecks.Fault(new DatasetManifest(null, new Dictionary<string, string>(), null, shard.Kinds, shard.Files, shard.Bad, shard.Items)) is null;

    private static IEnumerable<(byte[] Line, long End)> Lines(Stream stream)
    {
        var line = new MemoryStream();
        long at = 0;
        byte[] chunk = new byte[1 << 16];
        int got;
        while ((got = stream.Read(chunk)) > 0)
        {
            int start = 0;
            for (int end; (end = Array.IndexOf(chunk, (byte)'\n', start, got - start)) >= 0; start = end + 1)
            {
                line.Write(chunk, start, end - start);
                at += line.Length + 1;
                yield return (line.ToArray(), at);
                line.SetLength(0);
            }

            line.Write(chunk, start, got - start);
        }
    }
}
