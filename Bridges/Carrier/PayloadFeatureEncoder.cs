using System.Buffers;
using System.Diagnostics;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Bridges.Carrier;

/// <summary>
/// What the encoders of bridges that are no video codec share: a tiny picture, always the same, carries the bridge's bytes in its feature SEI, so that every
/// file, dataset and network takes them as it takes HEVC. One caller at a time.
/// </summary>
public abstract class PayloadFeatureEncoder : IFeatureBridgeEncoder
{
    /// <summary>Bytes of the bitstream in one SEI message: parts of 60 KB stay within what 16-bit lengths of carriers hold.</summary>
    internal const int MaxFragmentBytes = 60_000;

    private readonly ulong _keyInterval;
    private ulong _lastKey = ulong.MaxValue;

    private protected PayloadFeatureEncoder(FeatureConfiguration configuration, int keyInterval)
    {
        Configuration = configuration;
        _keyInterval = (ulong)keyInterval;
    }

    /// <inheritdoc/>
    public abstract string EncoderName { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Skipped => [];

    /// <inheritdoc/>
    public FeatureConfiguration Configuration { get; }

    /// <summary>The tensors, and the size of the carrier picture.</summary>
    public PackPlan Plan => Configuration.Plan;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> ExtraData => CarrierPicture.ParameterSets;

    /// <summary>Number of the set that is coded next.</summary>
    private protected ulong Sequence { get; private set; }

    /// <inheritdoc/>
    public CodedFeature Encode(FeatureSet set, bool forceKey = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        SetMatch.Require(set, Plan.Tensors);
        var coded = new CodedFeature { Sequence = Sequence };
        try
        {
            int batch = set[0].Spec.Batch;
            for (int n = 0; n < batch; n++)
            {
                cancellation.ThrowIfCancellationRequested();
                EncodeOne(set, n, batch, forceKey && n == 0, coded, cancellation);
            }

            return coded;
        }
        catch
        {
            coded.Dispose();

            // The set that failed is no set to refer to.
            _lastKey = ulong.MaxValue;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Rewind(ulong sequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, Sequence);
        Sequence = sequence;
        _lastKey = ulong.MaxValue;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Codes one set of a batch; <paramref name="key"/>: so that it can be decoded by itself.</summary>
    private protected abstract CodedPayload Code(FeatureSet set, int batchIndex, bool key, CancellationToken cancellation);

    /// <summary>What a key set carries besides its configuration: a profile, where one travels in the stream.</summary>
    private protected virtual IEnumerable<FeatureMessage> KeyMessages() => [];

    /// <summary>Gives back what the encoder rented.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    private void EncodeOne(FeatureSet set, int batchIndex, int batchCount, bool forceKey, CodedFeature coded, CancellationToken cancellation)
    {
        bool key = forceKey || _lastKey > Sequence || Sequence - _lastKey >= _keyInterval;
        long start = Stopwatch.GetTimestamp();
        CodedPayload payload = Code(set, batchIndex, key, cancellation);
        var header = new FeatureUnitHeader
        {
            ConfigurationId = Configuration.Id,
            SequenceNumber = Sequence,
            BatchIndex = batchIndex,
            BatchCount = batchCount,
            CaptureTimeNs = set.CaptureTimeNs,
            ItemId = set.ItemId,
            Parameters = payload.Parameters,
            MaxError = payload.MaxError,
            Times = set.Times is SenderTimes until
                ? until with { Pack = payload.Packing, Encode = Stopwatch.GetElapsedTime(start) - payload.Packing }
                : null,
            Check = CheckKind.SourceCodes,
            Crc = payload.Crc,
        };
        Add(coded, header, payload.Bytes, key);
        coded.Sets++;
        coded.Elements += Plan.Elements;
        coded.PackTime += payload.Packing;
        coded.EncodeTime += Stopwatch.GetElapsedTime(start) - payload.Packing;
        coded.MaxError = payload.MaxError is float error ? Math.Max(coded.MaxError ?? 0, error) : coded.MaxError;
        _lastKey = key ? Sequence : _lastKey;
        Sequence++;
    }

    private void Add(CodedFeature coded, FeatureUnitHeader header, byte[] payload, bool key)
    {
        var messages = new List<ReadOnlyMemory<byte>>();
        if (key)
        {
            messages.AddRange(KeyMessages().Select(m => (ReadOnlyMemory<byte>)FeatureHeaderWriter.Write(m)));
            messages.Add(FeatureHeaderWriter.Write(Configuration));
        }

        messages.Add(FeatureHeaderWriter.Write(header));
        int count = ((payload.Length - 1) / MaxFragmentBytes) + 1;
        for (int i = 0; i < count; i++)
        {
            int start = i * MaxFragmentBytes;
            messages.Add(FeatureHeaderWriter.Write(new PayloadFragment
            {
                SequenceNumber = header.SequenceNumber,
                Index = i,
                Count = count,
                TotalBytes = payload.Length,
                Bytes = payload.AsMemory(start, Math.Min(MaxFragmentBytes, payload.Length - start)),
            }));
        }

        byte[] carrier = CarrierPicture.AccessUnit;
        byte[] unit = ArrayPool<byte>.Shared.Rent(SeiInserter.MaxLength(carrier.Length, messages.Sum(m => m.Length), messages.Count));
        int written = SeiInserter.Insert(carrier, messages, unit);
        coded.Add(unit, written, key, (long)header.SequenceNumber);
    }
}
