namespace VideoFeat.Bridges.Datasets;

/// <summary>The access units of one file by their numbers. Any number of threads at a time.</summary>
public interface IShardReader : IDisposable
{
    /// <summary>Access units in the file.</summary>
    long Units { get; }

    /// <summary>Reads consecutive access units, each in Annex B.</summary>
    /// <exception cref="VideoFeat.Packing.FeatureFormatException">They are not there, or not whole; the message names the file.</exception>
    IReadOnlyList<byte[]> Read(long first, int count);
}
