using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Makes one feature set of a file's tensors, or refuses and disposes what was read so far.</summary>
internal static class TensorCollection
{
    private const int MaxTensors = 255;

    /// <param name="source">What to call the file in a fault.</param>
    /// <param name="count">Tensors of the file.</param>
    /// <param name="bytes">Bytes of them all in the file, from checked headers.</param>
    /// <param name="read">Reads tensor i; the set takes it.</param>
    /// <param name="options">Limits.</param>
    public static FeatureSet Read(string source, int count, long bytes, Func<int, FeatureTensor> read, ArrayReadOptions options)
    {
        if (count is < 1 or > MaxTensors)
        {
            throw new FeatureFormatException($"{source}: it holds {count} tensors; a feature set has 1 to {MaxTensors}.");
        }

        if (bytes > options.MaxSetBytes)
        {
            throw new FeatureFormatException($"{source}: its tensors take {bytes} bytes; at most {options.MaxSetBytes} are allowed in one set.");
        }

        var tensors = new List<FeatureTensor>(count);
        try
        {
            for (int i = 0; i < count; i++)
            {
                tensors.Add(read(i));
            }

            return new FeatureSet([.. tensors]);
        }
        catch (Exception e)
        {
            tensors.ForEach(t => t.Dispose());
            if (e is ArgumentException)
            {
                // Batches that differ; names are known to.
                throw new FeatureFormatException($"{source}: {e.Message.Split(" (Parameter")[0]}", e);
            }

            throw;
        }
    }
}
