using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Batch;

/// <summary>One file under way: an encoder for all its items, and what the manifest will say of them.</summary>
internal sealed class ShardFileWriter : IDisposable
{
    /// <summary>Access units a second of every shard (docs/formats/dataset.md): unit n stands at n / 30 s.</summary>
    private const double UnitsPerSecond = 30;

    private readonly string _path;
    private readonly FeatureEncoder _encoder;
    private readonly FeatureFileWriter _file;
    private readonly FeatureLimits _limits = FeatureLimits.Default;
    private readonly List<(long Units, uint Crc)> _written = [];

    private ShardFileWriter(string path, Rung rung, FeatureEncoder encoder)
    {
        _path = path;
        Rung = rung;
        _encoder = encoder;
        _file = FeatureFileWriter.Create(path, encoder.ExtraData, encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, UnitsPerSecond);
    }

    /// <summary>How it codes.</summary>
    public Rung Rung { get; }

    /// <summary>What its items have in common.</summary>
    public DatasetKind Kind => DatasetKind.Of(_encoder.Header);

    /// <summary>Items written.</summary>
    public int Items => _written.Count;

    /// <summary>Begins a file under a temporary name, with an encoder of its own.</summary>
    public static ShardFileWriter Open(string path, Rung rung, IReadOnlyList<TensorSpec> tensors)
    {
        FeatureEncoder encoder = FeatureEncoder.Open(tensors, rung.Options);
        try
        {
            return new ShardFileWriter(path, rung, encoder);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Codes an item and writes it, unless it comes out further from its source than <paramref name="limit"/>: then null, and nothing is written.</summary>
    /// <exception cref="Packing.Quantization.FeatureValueException">It holds values that are refused.</exception>
    /// <exception cref="BridgeException">What was decoded is not what was coded.</exception>
    public DatasetItem? TryWrite(FeatureSet set, ItemSource source, double limit, CancellationToken cancellation)
    {
        ulong next = (ulong)(_file.Units / _encoder.Plan.FramesPerSet);
        CodedFeature coded;
        try
        {
            coded = _encoder.Encode(set, forceKey: true, cancellation);
        }
        catch
        {
            _encoder.Rewind(next);
            throw;
        }

        using (coded)
        {
            if (!(coded.MaxError <= limit))
            {
                _encoder.Rewind(next);
                return null;
            }

            DatasetItem item = Describe(coded, set, source);
            _file.Write(coded);
            return item;
        }
    }

    /// <summary>Ends the file, reads it once more, and gives it its name. What the manifest says of it.</summary>
    /// <exception cref="IOException">It could not be written, or other bytes came back.</exception>
    public DatasetShard Finish(int kind)
    {
        long units = _file.Units;
        long bytes = _file.Finish();
        using IShardReader reader = ShardReaders.Open(_path);
        long first = 0;
        foreach ((long count, uint crc) in _written)
        {
            uint read = 0;
            foreach (byte[] unit in reader.Read(first, (int)count))
            {
                read = UnitFacts.BytesCrc(read, unit);
            }

            if (read != crc)
            {
                throw new IOException($"Cannot write '{_path}': other bytes came back than were written at access unit {first}.");
            }

            first += count;
        }

        return new DatasetShard(Path.GetFileName(_path), kind, Items, units, bytes);
    }

    public void Dispose()
    {
        _file.Dispose();
        _encoder.Dispose();
    }

    private DatasetItem Describe(CodedFeature coded, FeatureSet set, ItemSource source)
    {
        (long bytes, uint bytesCrc, uint codesCrc) = (0, 0, 0);
        foreach (AccessUnit unit in coded.Units)
        {
            ReadOnlySpan<byte> data = unit.Data.Span;
            bytes += UnitFacts.Bytes(data);
            bytesCrc = UnitFacts.BytesCrc(bytesCrc, data);
            if (data.Length > _limits.MaxMessageBytes && _encoder.Plan.Kind == Packing.Layout.LayoutKind.Payload)
            {
                throw new BridgeException($"It takes {data.Length} bytes in one access unit; a reader takes {_limits.MaxMessageBytes}.");
            }

            codesCrc = UnitFacts.Headers(data, _limits).Unit is { Check: CheckKind.SourceCodes or CheckKind.DecodedCodes } header
                ? UnitFacts.CodesCrc(codesCrc, header.Crc)
                : throw new BridgeException("An access unit carries no check of its codes.");
        }

        var item = new DatasetItem(
            set.ItemId!, 0, _file.Units, coded.Units.Count, coded.Sets, bytes, Math.Round(8.0 * bytes / set.Elements, 4), coded.MaxError ?? 0, Rung.State,
            codesCrc.ToString("x8", CultureInfo.InvariantCulture), bytesCrc.ToString("x8", CultureInfo.InvariantCulture), source);
        _written.Add((coded.Units.Count, bytesCrc));
        return item;
    }
}
