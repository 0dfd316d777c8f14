using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>Access units of <see cref="LightweightFeatureEncoder"/> to feature sets. One caller at a time.</summary>
public sealed class LightweightFeatureDecoder : PayloadFeatureDecoder
{
    private readonly int _threads;

    private LightweightFeatureDecoder(FeatureLimits? limits, int threads)
        : base(LightweightFeatureEncoder.BridgeId, limits) => _threads = threads;

    /// <summary>Opens a decoder; the stream describes itself.</summary>
    /// <param name="limits">What a header from outside may ask for; null: the default.</param>
    /// <param name="threads">Segments that may be decoded at once; 0: as many as there are processors.</param>
    public static LightweightFeatureDecoder Open(FeatureLimits? limits = null, int threads = 0) => new(limits, threads);

    /// <summary>What a stream of this bridge says of itself; null where it is another's, damaged or of another version.</summary>
    public static (LightweightContexts Contexts, int Levels)? Describe(FeatureConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ReadOnlySpan<byte> data = configuration.BridgeData.Span;
        return configuration.BridgeId == LightweightFeatureEncoder.BridgeId && data.Length == PayloadWords.BridgeDataBytes && data[0] == PayloadWords.Version
            && data[1] <= (byte)LightweightContexts.Rich && data[2] > 0
            ? ((LightweightContexts)data[1], data[2] + 1)
            : null;
    }

    private protected override string? Decode(
        ReadOnlyMemory<byte> payload, FeatureUnitHeader header, FeatureConfiguration configuration, out Func<FeatureSet>? values)
    {
        values = null;
        if (Describe(configuration) is not (LightweightContexts contexts, _))
        {
            return $"the bridge's data {Convert.ToHexStringLower(configuration.BridgeData.Span)} are damaged or of a version that this reader does not know";
        }

        string? fault = PayloadReader.Read(
            payload, configuration.Plan.Geometries, contexts, _threads, MixerWidths.Best, out byte[][] codes, out LevelTable[] quantizers)
            ?? CodesCrc.Fault(CodesCrc.Of(codes), header);
        values = fault is null ? () => Values(codes, quantizers, header, configuration) : null;
        return fault;
    }

    private static FeatureSet Values(byte[][] codes, LevelTable[] quantizers, FeatureUnitHeader header, FeatureConfiguration configuration)
    {
        IReadOnlyList<TensorSpec> tensors = configuration.Plan.Tensors;
        var set = new FeatureSet([.. tensors.Select(FeatureTensor.Rent)]) { ItemId = header.ItemId, CaptureTimeNs = header.CaptureTimeNs };
        for (int t = 0; t < codes.Length; t++)
        {
            Span<float> own = ChannelValues.Direct(set[t]);
            Span<float> floats = own.IsEmpty ? new float[codes[t].Length] : own;
            LevelKernel.Dequantize(codes[t], quantizers[t].Levels, floats);
            if (own.IsEmpty)
            {
                ChannelValues.Write(floats, set[t], 0);
            }
        }

        return set;
    }
}
