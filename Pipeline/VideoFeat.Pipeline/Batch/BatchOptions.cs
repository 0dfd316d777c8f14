using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Batch;

/// <summary>What a batch run makes of its inputs. Immutable; checked when the run begins.</summary>
public sealed record BatchOptions
{
    /// <summary>Folders, files, globs and lists (.txt) of tensor files and .tar shards of them.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The dataset's folder; it is made if missing.</summary>
    public required string Output { get; init; }

    /// <summary>How items are coded. Threads and verifying are the batch's own affair: a worker has one thread, and everything is decoded once.</summary>
    public CodecOptions Codec { get; init; } = new();

    /// <summary>How wrong an element may be; null: nothing is promised.</summary>
    public ErrorLimit? MaxError { get; init; }

    /// <summary>Bytes of tensors, as they are in memory, after which a shard is full. Default 128 MiB: both cores work, and a kill loses seconds.</summary>
    public long ShardBytes { get; init; } = 128L << 20;

    /// <summary>Items after which a shard is full; default: as many as fit.</summary>
    public int ShardItems { get; init; } = int.MaxValue;

    /// <summary>mp4 or mkv.</summary>
    public string Container { get; init; } = "mp4";

    /// <summary>Shards that are coded at once, each by a thread with an encoder of its own, 1..256; the bytes do not depend on it. Default: one a processor.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>Which part of the dataset this run makes; null: all of it.</summary>
    public DatasetPart? Part { get; init; }

    /// <summary>Code the shards again that hold sources which changed since they were coded; else that is an error.</summary>
    public bool Again { get; init; }

    /// <summary>What the axes of array files mean, and limits.</summary>
    public ArrayReadOptions Arrays { get; init; } = ArrayReadOptions.Default;

    /// <exception cref="ArgumentException">Options out of range; the message lists all.</exception>
    internal void Validate()
    {
        var faults = new List<string>();
        if (Inputs.Count == 0)
        {
            faults.Add("no input is named");
        }

        if (Jobs is < 1 or > 256)
        {
            faults.Add($"jobs is {Jobs}; allowed are 1..256");
        }

        if (ShardBytes < 1 || ShardItems < 1)
        {
            faults.Add($"a shard takes {ShardBytes} bytes or {ShardItems} items; allowed are 1 and more");
        }

        if (Container is not ("mp4" or "mkv"))
        {
            faults.Add($"container is '{Container}'; allowed are mp4, mkv");
        }

        if (MaxError is { } limit && ((limit.Absolute ?? limit.Relative) is not double value || !(value >= 0) || !double.IsFinite(value)))
        {
            faults.Add("the largest error must be a number of at least 0");
        }

        if (Part is { } part && (part.Count < 1 || part.Index < 0 || part.Index >= part.Count))
        {
            faults.Add($"part {part.Index} of {part.Count}; allowed are 0 to count - 1");
        }

        if (Codec.Klt)
        {
            faults.Add("principal components through HEVC state the error of the components, not of the elements: a dataset takes the bridges hevc, near-lossless, lightweight and transform");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Batch options: {string.Join("; ", faults)}.");
        }
    }
}
