namespace VideoFeat.Packing.Kernels;

/// <summary>Floats to codes.</summary>
internal static class QuantizeKernel
{
    /// <summary>Quantizes a run. <typeparamref name="TSample"/> is byte (8 bit) or ushort.</summary>
    public static void Run<TSample>(ReadOnlySpan<float> source, Span<TSample> destination, in ChannelScale scale)
        where TSample : unmanaged, System.Numerics.IBinaryInteger<TSample>
    {
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = TSample.CreateTruncating(scale.Quantize(source[i]));
        }
    }
}
