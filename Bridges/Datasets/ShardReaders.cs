using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>Opens a shard by its container.</summary>
public static class ShardReaders
{
    /// <summary>Opens a file; the caller owns the reader.</summary>
    /// <exception cref="FeatureFormatException">Damaged; the message names the file.</exception>
    /// <exception cref="IOException">Missing, or it cannot be read.</exception>
    public static IShardReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: no such file.", path);
        }

        return path.EndsWith(".mp4", StringComparison.Ordinal) ? Mp4Shard.Open(path) : MatroskaShard.Open(path);
    }
}
