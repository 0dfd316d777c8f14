using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Transform;

/// <summary>
/// The principal components of feature sets as HEVC frames: the same channel transform as <see cref="TransformFeatureEncoder"/>'s, but blocks, levels and prediction are HEVC's, so that
/// every hardware encoder takes part. One caller at a time.
/// </summary>
public sealed class ComponentsFeatureEncoder : IFeatureBridgeEncoder
{
    /// <summary>The bridge's number in the feature header.</summary>
    public const byte BridgeId = 5;

    // Components beyond this share of the energy would be frames of nothing at every useful QP.
    private const double KeptEnergy = 0.999;

    // Codes span this many standard deviations of the first component, either way.
    private const double Span = 10;

    private readonly HevcFeatureEncoder _inner;
    private readonly TensorCodec[] _codecs;
    private readonly TensorSpec[] _tensors;

    private ComponentsFeatureEncoder(HevcFeatureEncoder inner, TensorCodec[] codecs)
    {
        _inner = inner;
        _codecs = codecs;
        _tensors = [.. codecs.Select(c => c.Spec)];
    }

    /// <inheritdoc/>
    public string EncoderName => $"klt + {_inner.EncoderName}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Skipped => _inner.Skipped;

    /// <inheritdoc/>
    public FeatureConfiguration Configuration => _inner.Configuration;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> ExtraData => _inner.ExtraData;

    /// <summary>Chooses and checks an HEVC encoder for the components, and opens it.</summary>
    /// <param name="tensors">The tensors of a feature set, a batch counting as consecutive sets.</param>
    /// <param name="profile">What <c>videofeat calibrate</c> made for this network and cut.</param>
    /// <param name="bitDepth">Bits of a code; 10 is good.</param>
    /// <param name="layout">How codes become frames; channel orders are not for components.</param>
    /// <param name="options">How frames become access units; the largest error that verifying states is that of the components.</param>
    /// <param name="identity">What the stream says of its origin.</param>
    /// <param name="profileInterval">Sets from one that carries the profile to the next, rounded up to key sets; 0: the profile does not travel in the stream.</param>
    /// <exception cref="ArgumentException">Options out of range, or a profile for other tensors or without a transform.</exception>
    /// <exception cref="BridgeException">No encoder passed; the message says at which step and why.</exception>
    public static ComponentsFeatureEncoder Open(
        IReadOnlyList<TensorSpec> tensors, Profile profile, int bitDepth, LayoutOptions layout, HevcOptions options, StreamIdentity? identity = null,
        int profileInterval = 0)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        if (profileInterval is < 0 or > 1_000_000)
        {
            throw new ArgumentException($"ProfileInterval is {profileInterval}; it must be 0..1000000.", nameof(profileInterval));
        }

        TensorSpec[] single = [.. tensors.Select(t => t.SingleSet)];
        TensorCodec[] codecs = [];
        string? fault = TransformSet.Of(profile, out TransformSet? set) ?? set!.Codecs(profile.Meta, single, out codecs);
        if (fault is not null)
        {
            throw new ArgumentException($"{fault}.", nameof(profile));
        }

        double[] ranges = [.. codecs.Select(c => Span * Math.Sqrt(Energy(c, 0)))];
        var header = new ComponentsHeader(single, [.. codecs.Select((c, t) => Quality(c, ranges[t], options))]);
        var quantizer = new QuantizerOptions
        {
            BitDepth = bitDepth,
            Mode = RangeMode.Fixed,
            FixedRanges = [.. ranges.Select(r => new[] { new ValueRange((float)-r, (float)r) })],
        };
        HevcFeatureEncoder inner = HevcFeatureEncoder.Open(
            [.. codecs.Select(c => new TensorSpec(c.Spec.Name, ElementType.Float32, new TensorShape(1, Kept(c), c.Geometry.Height, c.Geometry.Width)))],
            quantizer, layout, options, identity,
            c => c with { BridgeId = BridgeId, BridgeData = header.ToBytes(), ProfileHash = profile.Hash },
            new ProfileSchedule(profile, profileInterval).Of);
        return new ComponentsFeatureEncoder(inner, codecs);
    }

    /// <inheritdoc/>
    public CodedFeature Encode(FeatureSet set, bool forceKey = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        SetMatch.Require(set, _tensors);
        int batch = set[0].Spec.Batch;
        IReadOnlyList<TensorSpec> planned = Configuration.Plan.Tensors;
        using var components = new FeatureSet([.. planned.Select(p => FeatureTensor.Rent(p with { Shape = p.Shape.With(0, batch) }))])
        {
            ItemId = set.ItemId,
            CaptureTimeNs = set.CaptureTimeNs,
            Times = set.Times,
        };
        for (int t = 0; t < _codecs.Length; t++)
        {
            TensorCodec codec = _codecs[t];
            var values = new float[codec.Geometry.Elements];
            var all = new float[codec.Elements];
            int kept = planned[t].Shape.Elements;
            for (int n = 0; n < batch; n++)
            {
                codec.Read(set[t], n, values);
                codec.Analyze(values, all);
                all.AsSpan(0, kept).CopyTo(components[t].Floats[(n * kept)..]);
            }
        }

        CodedFeature coded = _inner.Encode(components, forceKey, cancellation);
        coded.Elements = set.Elements;
        return coded;
    }

    /// <inheritdoc/>
    public void Rewind(ulong sequence) => _inner.Rewind(sequence);

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    // Mean square of a component's elements, from the spread of its coefficients.
    private static double Energy(TensorCodec codec, int component)
    {
        double sum = 0;
        foreach (BlockRun run in BlockRun.All(codec.Grid))
        {
            for (int u = 0; u < run.Length; u++)
            {
                double spread = Octaves.Value(codec.Transform.Spread[(component * FrequencyClass.Pairs) + run.Class(u)]);
                sum += spread * spread;
            }
        }

        return sum / codec.Grid.PlaneElements;
    }

    private static int Kept(TensorCodec codec)
    {
        double[] energies = [.. Enumerable.Range(0, codec.Transform.Components).Select(k => Energy(codec, k))];
        double all = energies.Sum(), sum = 0;
        int kept = 0;
        while (kept < energies.Length && (kept == 0 || sum < KeptEnergy * all))
        {
            sum += energies[kept++];
        }

        return kept;
    }

    // H.265's step is 2^((QP - 4) / 6) of 1/255 of the range at any depth; the transform bridge's is its quality over the middle of its weighted steps.
    private static int Quality(TensorCodec codec, double range, HevcOptions options)
    {
        if (options.Mode != RateMode.ConstantQp)
        {
            return options.Mode == RateMode.Lossless ? -Octaves.Limit : 0;
        }

        double step = Math.Pow(2, (options.Qp - 4) / 6.0) * 2 * range / 255;
        short[] steps = [.. codec.Transform.Step.Order()];
        return Octaves.Nearest(step) - steps[steps.Length / 2];
    }
}
