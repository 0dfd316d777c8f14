using System.Diagnostics;
using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Bridges.Transform;

/// <summary>
/// Feature sets to access units by a transform that was calibrated for the network and cut: components of the channels, cosines of their blocks, levels,
/// context coding. One caller at a time.
/// </summary>
public sealed class TransformFeatureEncoder : PayloadFeatureEncoder
{
    /// <summary>The bridge's number in the feature header.</summary>
    public const byte BridgeId = 4;

    private readonly TransformOptions _options;
    private readonly TransformSet _set;
    private readonly SetCodec _codec;
    private readonly ProfileSchedule _profile;
    private (SetLevels Levels, float[][] Components)? _last;

    private TransformFeatureEncoder(FeatureConfiguration configuration, TransformOptions options, TransformSet set, TensorCodec[] codecs)
        : base(configuration, options.KeyInterval)
    {
        _options = options;
        _set = set;
        _codec = new SetCodec(codecs);
        _profile = new ProfileSchedule(options.Profile, options.ProfileInterval);
    }

    /// <inheritdoc/>
    public override string EncoderName => $"transform, step {Octaves.Value(_options.Quality):G3}";

    /// <summary>Opens an encoder.</summary>
    /// <param name="tensors">The tensors of a feature set, a batch counting as consecutive sets.</param>
    /// <param name="options">The profile, and how coarse.</param>
    /// <param name="identity">What the stream says of its origin.</param>
    /// <exception cref="ArgumentException">Options out of range, or a profile for other tensors or without a transform.</exception>
    public static TransformFeatureEncoder Open(IReadOnlyList<TensorSpec> tensors, TransformOptions options, StreamIdentity? identity = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var configuration = new FeatureConfiguration
        {
            BridgeId = BridgeId,
            Plan = PackPlan.ForPayload(tensors, CarrierPicture.Width, CarrierPicture.Height),
            BitDepth = 12,
            ModelHash = identity?.ModelHash ?? default,
            CutName = identity?.CutName ?? "",
            ProfileHash = options.Profile.Hash,
        };
        TensorCodec[] codecs = [];
        string? fault = TransformSet.Of(options.Profile, out TransformSet? set) ?? set!.Codecs(options.Profile.Meta, configuration.Plan.Tensors, out codecs);
        return fault is null ? new TransformFeatureEncoder(configuration, options, set!, codecs) : throw new ArgumentException($"{fault}.", nameof(options));
    }

    private protected override CodedPayload Code(FeatureSet set, int batchIndex, bool key, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        (SetLevels Levels, float[][] Components)? before = key ? null : _last;
        SetLevels levels = before is { } reference
            ? _codec.Inter(set, batchIndex, _options.Quality, reference.Components)
            : _codec.Intra(set, batchIndex, _options.Quality);
        TimeSpan packing = Stopwatch.GetElapsedTime(start);
        byte[] bytes = PayloadWriter.Write(_set, _codec.Codecs, levels, before?.Levels, _options.Threads, MixerWidths.Best, cancellation);
        float? maxError = _options.Verify ? Verify(bytes, levels, before, set, batchIndex) : null;
        _last = _options.KeyInterval > 1 ? (levels, _codec.Reconstruct(levels, before?.Components)) : null;
        return new CodedPayload(bytes, [], SetCodec.Crc(levels.Levels), maxError, packing);
    }

    /// <inheritdoc/>
    private protected override IEnumerable<FeatureMessage> KeyMessages() => _profile.Of(Sequence);

    private float Verify(byte[] payload, SetLevels levels, (SetLevels Levels, float[][] Components)? before, FeatureSet set, int batchIndex)
    {
        string? fault = PayloadReader.Read(payload, _set, _codec.Codecs, before?.Levels.Levels, _options.Threads, MixerWidths.Best, out SetLevels? back);
        if (fault is not null || back!.Quality != levels.Quality || back.Levels.Zip(levels.Levels).Any(p => !p.First.AsSpan().SequenceEqual(p.Second)))
        {
            throw new BridgeException($"Verifying: the levels of set {Sequence} changed: {fault ?? "others came back"}.");
        }

        using FeatureSet decoded = _codec.Values(_codec.Reconstruct(back, before?.Components), back.Quality);
        double largest = 0;
        for (int t = 0; t < decoded.Count; t++)
        {
            int length = decoded[t].Bytes.Length;
            using FeatureTensor source = FeatureTensor.Wrap(set[t].Spec.SingleSet, set[t].Memory.Slice(batchIndex * length, length));
            largest = Math.Max(largest, FeatureError.Measure(source, decoded[t]).MaxAbs);
        }

        return (float)largest;
    }
}
