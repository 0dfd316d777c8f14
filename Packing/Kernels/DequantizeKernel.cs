namespace VideoFeat.Packing.Kernels;

/// <summary>Codes to floats.</summary>
internal static class DequantizeKernel
{
    /// <summary>Dequantizes a run. <typeparamref name="TSample"/> is byte (8 bit) or ushort.</summary>
    public static void Run<TSample>(ReadOnlySpan<TSample> source, Span<float> destination, in ChannelScale scale)
        where TSample : unmanaged, System.Numerics.IBinaryInteger<TSample>
    {
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = scale.Dequantize(int.CreateTruncating(source[i]));
        }
    }
}
