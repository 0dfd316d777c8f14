using System.Collections;
using System.Runtime.CompilerServices;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Datasets;

/// <summary>
/// A dataset, opened to read any item: the manifest says where it lies, the MP4's sample table gives its bytes in one read, and its first access unit is a key picture.
/// Any number of threads at a time.
/// </summary>
public sealed class FeatureDataset : IReadOnlyList<FeatureSet>, IDisposable
{
    private readonly string _folder;
    private readonly Shelf<string, IShardReader> _shards;
    private readonly Shelf<int, FeatureDecoder> _decoders;
    private readonly Lazy<Dictionary<string, int>> _ids;

    private FeatureDataset(string folder, DatasetManifest manifest, DatasetOptions options)
    {
        _folder = folder;
        Manifest = manifest;
        ProfileLibrary profiles = options.Profiles ?? new ProfileLibrary();
        _shards = new Shelf<string, IShardReader>(options.OpenShards, shared: true, ShardReaders.Open);
        _decoders = new Shelf<int, FeatureDecoder>(options.Decoders, shared: false, _ => FeatureDecoder.Open(new HevcDecoderOptions { Threads = 1 }, profiles));
        _ids = new Lazy<Dictionary<string, int>>(() => Enumerable.Range(0, manifest.Items.Count).ToDictionary(i => manifest.Items[i].Id, StringComparer.Ordinal));
    }

    /// <summary>What the dataset says of itself and of each item.</summary>
    public DatasetManifest Manifest { get; }

    /// <summary>Items.</summary>
    public int Count => Manifest.Items.Count;

    /// <summary>Decodes item <paramref name="index"/>; the caller owns the set.</summary>
    /// <exception cref="FeatureFormatException">It is damaged; the message names file and item.</exception>
    /// <exception cref="IOException">Its shard cannot be read.</exception>
    public FeatureSet this[int index] => Read(index);

    /// <summary>Decodes the item of that id; the caller owns the set.</summary>
    /// <exception cref="KeyNotFoundException">No item has that id.</exception>
    /// <inheritdoc cref="this[int]"/>
    public FeatureSet this[string id] => Read(IndexOf(id));

    /// <summary>Opens a dataset; shards are opened when they are needed.</summary>
    /// <param name="path">Its folder, or its manifest.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="FeatureFormatException">The manifest is damaged; the message says where.</exception>
    /// <exception cref="IOException">The manifest is missing or cannot be read.</exception>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    public static FeatureDataset Open(string path, DatasetOptions? options = null)
    {
        options ??= new DatasetOptions();
        if (options.Decoders is < 1 or > 1024 || options.OpenShards is < 1 or > 4096)
        {
            throw new ArgumentException($"Decoders is {options.Decoders}, OpenShards {options.OpenShards}; allowed are 1..1024 and 1..4096.", nameof(options));
        }

        DatasetManifest manifest = DatasetManifest.Read(path);
        return new FeatureDataset(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!, manifest, options);
    }

    /// <summary>Position of the item of that id.</summary>
    /// <exception cref="KeyNotFoundException">No item has that id.</exception>
    public int IndexOf(string id) =>
        _ids.Value.TryGetValue(id, out int index) ? index : throw new KeyNotFoundException($"No item '{id}' in {_folder}; it holds {Count} items.");

    /// <summary>Decodes items in the order asked for, several at once and ahead of the loop body, which owns each.</summary>
    /// <param name="indices">Which; null: all, in order.</param>
    /// <param name="ahead">Items that are decoded, or wait decoded, besides the one in the loop body: 1..1024. Bounds memory.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async IAsyncEnumerable<FeatureSet> ReadAsync(
        IEnumerable<int>? indices = null, int ahead = 4, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ahead, 1024);
        var waiting = new Queue<Task<FeatureSet>>();
        try
        {
            foreach (int index in indices ?? Enumerable.Range(0, Count))
            {
                waiting.Enqueue(Task.Run(() => Read(index), cancellation));
                if (waiting.Count > ahead)
                {
                    yield return await waiting.Dequeue().ConfigureAwait(false);
                }
            }

            while (waiting.TryDequeue(out Task<FeatureSet>? next))
            {
                yield return await next.ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (Task<FeatureSet> left in waiting)
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (left.IsCompletedSuccessfully)
                {
                    (await left.ConfigureAwait(false)).Dispose();
                }
            }
        }
    }

    /// <summary>All items in order, each owned by the loop body.</summary>
    public IEnumerator<FeatureSet> GetEnumerator() => Enumerable.Range(0, Count).Select(Read).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        _shards.Dispose();
        _decoders.Dispose();
    }

    /// <summary>The access units of an item, and the file they are from.</summary>
    internal (IReadOnlyList<byte[]> Units, string File) ReadUnits(DatasetItem item)
    {
        string file = Path.Combine(_folder, Manifest.Shards[item.Shard].File);
        using Shelf<string, IShardReader>.Loan shard = _shards.Take(file);
        return (shard.Value.Read(item.First, item.Count), file);
    }

    /// <summary>Decodes access units of an item.</summary>
    internal FeatureSet Decode(IReadOnlyList<byte[]> units, DatasetItem item, string file)
    {
        using Shelf<int, FeatureDecoder>.Loan decoder = _decoders.Take(Manifest.Shards[item.Shard].Kind);
        return ItemDecoder.Decode(decoder.Value, units, item, file);
    }

    private FeatureSet Read(int index)
    {
        if ((uint)index >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The dataset has {Count} items.");
        }

        DatasetItem item = Manifest.Items[index];
        (IReadOnlyList<byte[]> units, string file) = ReadUnits(item);
        return Decode(units, item, file);
    }
}
