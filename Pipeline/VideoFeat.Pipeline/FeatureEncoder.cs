using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Hevc.Rate;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Bridges.Transform;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;

namespace VideoFeat;

/// <summary>Feature sets in, access units out. One caller at a time; several encoders run side by side.</summary>
public sealed class FeatureEncoder : IDisposable
{
    /// <summary>Sets that may wait between two stages of <see cref="EncodeAsync"/>: one in work, one ready.</summary>
    private const int Waiting = 2;

    private readonly IFeatureBridgeEncoder _bridge;

    private FeatureEncoder(IFeatureBridgeEncoder bridge, CodecOptions options)
    {
        _bridge = bridge;
        Options = options;
    }

    /// <summary>What the encoder was opened with.</summary>
    public CodecOptions Options { get; }

    /// <summary>The encoder that runs: libavcodec's name, or the bridge and its effort.</summary>
    public string EncoderName => _bridge.EncoderName;

    /// <summary>One line for each encoder that <c>auto</c> passed over, with step and reason.</summary>
    public IReadOnlyList<string> Skipped => _bridge.Skipped;

    /// <summary>Geometry: frames a set, their size, where each tensor lies.</summary>
    public PackPlan Plan => _bridge.Configuration.Plan;

    /// <summary>What the stream says of itself.</summary>
    public FeatureConfiguration Header => _bridge.Configuration;

    /// <summary>VPS, SPS and PPS in Annex B.</summary>
    public ReadOnlySpan<byte> ExtraData => _bridge.ExtraData;

    /// <summary>What rate control has reached; null without a target.</summary>
    public RateReport? Rate => (_bridge as HevcFeatureEncoder)?.Rate;

    /// <summary>Frames per second of the stream.</summary>
    public double FramesPerSecond => Options.SetsPerSecond * Plan.FramesPerSet;

    /// <summary>Opens an encoder for one nameless float32 tensor of this shape, channels first.</summary>
    /// <inheritdoc cref="Open(IReadOnlyList{TensorSpec}, CodecOptions, StreamIdentity)"/>
    public static FeatureEncoder Open(TensorShape shape, CodecOptions? options = null) =>
        Open([new TensorSpec("", ElementType.Float32, shape)], options);

    /// <summary>Opens an encoder for these tensors: probes, checks itself, and fails early with reasons.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all that are.</exception>
    /// <exception cref="BridgeException">No encoder works here for this stream; the message says at which step and why.</exception>
    public static FeatureEncoder Open(IReadOnlyList<TensorSpec> tensors, CodecOptions? options = null, StreamIdentity? identity = null)
    {
        options ??= new CodecOptions();
        if (options.Bridge != FeatureBridge.Hevc && (options.BitrateKbps ?? options.BitsPerElement) is not null)
        {
            throw new ArgumentException($"Bridge {options.Bridge} has no rate to set: a target in kbit/s or bits per element belongs to {FeatureBridge.Hevc}.");
        }

        IFeatureBridgeEncoder bridge = options.Bridge switch
        {
            FeatureBridge.Hevc when options.Exact => ExactFeatureEncoder.Open(tensors, options.LayoutPlan, options.Hevc, identity),
            _ when options.Exact => ExactFeatureEncoder.Open(tensors, options.NearLossless, identity),
            FeatureBridge.Hevc when options.Klt => ComponentsFeatureEncoder.Open(
                tensors, options.Calibrated, options.BitDepth, options.LayoutPlan, options.Hevc, identity, options.ProfileInterval),
            FeatureBridge.Hevc => HevcFeatureEncoder.Open(tensors, options.Quantizer, options.LayoutPlan, options.Hevc, identity),
            FeatureBridge.Transform => TransformFeatureEncoder.Open(tensors, options.Transform, identity),
            FeatureBridge.NearLossless => NearLosslessFeatureEncoder.Open(tensors, options.Quantizer, options.NearLossless, identity),
            FeatureBridge.Lightweight => LightweightFeatureEncoder.Open(tensors, options.Lightweight, identity),
            _ => throw new ArgumentException($"Bridge is {(int)options.Bridge}; it must be Hevc, NearLossless, Lightweight or Transform."),
        };
        return new FeatureEncoder(bridge, options);
    }

    /// <summary>Codes one tensor; a batch becomes consecutive sets. The caller owns the result and keeps the tensor.</summary>
    public CodedFeature Encode(FeatureTensor tensor) => Encode(new FeatureSet(tensor));

    /// <summary>Codes one feature set; a batch becomes consecutive sets. The caller owns the result and keeps the set.</summary>
    /// <param name="set">The tensors named at <see cref="Open(IReadOnlyList{TensorSpec}, CodecOptions, StreamIdentity)"/>, in that order.</param>
    /// <param name="forceKey">Start with a key picture.</param>
    /// <param name="cancellation">Looked at before each set of a batch.</param>
    public CodedFeature Encode(FeatureSet set, bool forceKey = false, CancellationToken cancellation = default) =>
        _bridge.Encode(set, forceKey, cancellation);

    /// <summary>Takes coded sets back that go nowhere: numbers and time stamps go on from here, and the next set starts with a key picture.</summary>
    /// <param name="sequence">Number of the set that is coded next, at most the one that would have been.</param>
    public void Rewind(ulong sequence) => _bridge.Rewind(sequence);

    /// <summary>Another target from the next set on.</summary>
    /// <param name="kbps">Kbit/s at <paramref name="setsPerSecond"/>, above 0.</param>
    /// <param name="setsPerSecond">Sets coded a second, those left out not counted; above 0.</param>
    /// <exception cref="InvalidOperationException">The encoder was opened without a bit rate.</exception>
    public void Retarget(double kbps, double setsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(setsPerSecond);
        Steered.Retarget(kbps * 1000 / setsPerSecond);
    }

    /// <summary>A set of the source is left out: time stamps go on without it, sequence numbers stay without a gap.</summary>
    /// <exception cref="InvalidOperationException">The encoder was opened without a bit rate.</exception>
    public void SkipSet() => Steered.SkipSet();

    /// <summary>
    /// Codes many sets: the source, the encoder and the loop body run at the same time, and a slow one holds the others back.
    /// Takes each set (disposes it when coded); each result belongs to the loop body.
    /// </summary>
    public async IAsyncEnumerable<CodedFeature> EncodeAsync(
        IAsyncEnumerable<FeatureSet> sets, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var coded = Channel.CreateBounded<CodedFeature>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });
        Task worker = Task.Run(() => EncodeAllAsync(sets, coded.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (CodedFeature feature in coded.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return feature;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await worker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (coded.Reader.TryRead(out CodedFeature? left))
            {
                left.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bridge.Dispose();

    private HevcFeatureEncoder Steered => _bridge as HevcFeatureEncoder
        ?? throw new InvalidOperationException("The encoder was opened without a bit rate; it has no target to change.");

    private async Task EncodeAllAsync(IAsyncEnumerable<FeatureSet> sets, ChannelWriter<CodedFeature> output, CancellationToken stop)
    {
        try
        {
            await foreach (FeatureSet set in Ahead(sets, stop).ConfigureAwait(false))
            {
                using (set)
                {
                    CodedFeature feature = Encode(set, cancellation: stop);
                    try
                    {
                        await output.WriteAsync(feature, stop).ConfigureAwait(false);
                    }
                    catch
                    {
                        feature.Dispose();
                        throw;
                    }
                }
            }

            output.Complete();
        }
        catch (Exception e)
        {
            output.Complete(e);
            throw;
        }
    }

    // Lets the source (a network's front half) work on the next set while this one is coded.
    private static async IAsyncEnumerable<FeatureSet> Ahead(IAsyncEnumerable<FeatureSet> sets, [EnumeratorCancellation] CancellationToken stop)
    {
        var ready = Channel.CreateBounded<FeatureSet>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });
        using var pull = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task reader = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (FeatureSet set in sets.WithCancellation(pull.Token).ConfigureAwait(false))
                    {
                        try
                        {
                            await ready.Writer.WriteAsync(set, pull.Token).ConfigureAwait(false);
                        }
                        catch
                        {
                            set.Dispose();
                            throw;
                        }
                    }

                    ready.Writer.Complete();
                }
                catch (Exception e)
                {
                    ready.Writer.Complete(e);
                }
            },
            CancellationToken.None);
        try
        {
            await foreach (FeatureSet set in ready.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                yield return set;
            }
        }
        finally
        {
            await pull.CancelAsync().ConfigureAwait(false);
            await reader.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (ready.Reader.TryRead(out FeatureSet? left))
            {
                left.Dispose();
            }
        }
    }
}
