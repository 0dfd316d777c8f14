using System.Buffers;
using System.Diagnostics;
using VideoFeat.Bridges.Hevc.Rate;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Hevc;

/// <summary>
/// Feature sets to HEVC access units: measure, quantize and pack, code, (verify,) and put the feature SEI before the first slice.
/// One caller at a time. Steady state allocates nothing that grows with the tensors.
/// </summary>
public sealed class HevcFeatureEncoder : IFeatureBridgeEncoder
{
    /// <summary>The bridge's number in the feature header.</summary>
    public const byte BridgeId = 1;

    /// <summary>Bytes of a frame that no QP changes, besides the feature SEI: slice header and picture hash (118 bytes are all of a skipped P frame).</summary>
    private const int FixedBytesPerFrame = 80;

    private readonly HevcOptions _options;
    private readonly VideoEncoder _encoder;
    private readonly FeaturePacker _packer;
    private readonly HevcVerifier? _verifier;
    private readonly RateController? _controller;
    private readonly RateTally? _tally;
    private readonly byte[] _configurationSei;
    private readonly byte[] _frames;
    private readonly int _frameBytes;
    private readonly int _strideBytes;
    private readonly List<(byte[] Data, int Length, bool IsKey, long Pts)> _packets = [];
    private readonly ArrayBufferWriter<byte> _unitSei = new(256);
    private ulong _sequence;
    private long _pts;
    private long _pictures;
    private long _sideBits;
    private bool _mustKey;

    private readonly Func<ulong, IEnumerable<FeatureMessage>>? _along;

    private HevcFeatureEncoder(
        HevcEncoderChoice choice, QuantizerOptions quantizer, HevcOptions options, FeatureConfiguration configuration, Func<ulong, IEnumerable<FeatureMessage>>? along)
    {
        _along = along;
        _options = options;
        Plan = choice.Plan;
        EncoderName = choice.Encoder.Name;
        Skipped = choice.Skipped;
        Configuration = configuration;
        _configurationSei = FeatureHeaderWriter.Write(configuration);
        _packer = new FeaturePacker(Plan, quantizer) { Gaps = options.Mode == RateMode.Lossless ? GapFill.Flat : GapFill.Continue };
        _strideBytes = Plan.FrameWidth * (quantizer.BitDepth > 8 ? 2 : 1);
        _frameBytes = _strideBytes * Plan.FrameHeight;
        _frames = GC.AllocateUninitializedArray<byte>(checked(_frameBytes * Plan.FramesPerSet), pinned: true);
        _encoder = choice.Open();

        // An encoder that writes no picture hash leaves the codes unchecked unless we decode them ourselves.
        bool mustDecode = options.Mode != RateMode.Lossless && !choice.Encoder.Md5;
        _verifier = options.Verify || mustDecode ? new HevcVerifier(Plan, quantizer.BitDepth, options.Mode == RateMode.Lossless, options.Verify) : null;
        if (options.Mode == RateMode.Bitrate)
        {
            double target = HevcSettings.BitsPerSet(options, Plan);
            _controller = choice.Settings.VaryQp
                ? new RateController(target, Plan.Elements, options.Prediction == Prediction.Intra ? 1 : options.KeyInterval, HevcOptions.MinQp, options.HighestQp)
                : null;
            _tally = _controller is null ? new RateTally(target, Plan.Elements) : null;
        }

        Check = options.Mode == RateMode.Lossless ? CheckKind.SourceCodes
            : _verifier is not null ? CheckKind.DecodedCodes
            : CheckKind.PictureHash;
    }

    /// <summary>Geometry of the frames.</summary>
    public PackPlan Plan { get; }

    /// <summary>libavcodec's name of the encoder that runs.</summary>
    public string EncoderName { get; }

    /// <summary>One line for each encoder that <c>auto</c> passed over, with step and reason.</summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <summary>What the stream says of itself with every key picture.</summary>
    public FeatureConfiguration Configuration { get; }

    /// <summary>VPS, SPS and PPS in Annex B, for containers that want them up front.</summary>
    public ReadOnlySpan<byte> ExtraData => _encoder.ExtraData;

    /// <summary>How a receiver can check the codes.</summary>
    public CheckKind Check { get; }

    /// <summary>What rate control has reached; null without a target.</summary>
    public RateReport? Rate => _controller?.Report ?? _tally?.Report;

    /// <summary>Chooses and checks an encoder for these tensors, and opens it.</summary>
    /// <param name="tensors">The tensors of a feature set, a batch counting as consecutive sets.</param>
    /// <param name="quantizer">How values become codes.</param>
    /// <param name="layout">How codes become frames.</param>
    /// <param name="options">How frames become access units.</param>
    /// <param name="identity">What the stream says of its origin.</param>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    /// <exception cref="BridgeException">No encoder passed; the message says at which step and why.</exception>
    public static HevcFeatureEncoder Open(
        IReadOnlyList<TensorSpec> tensors, QuantizerOptions quantizer, LayoutOptions layout, HevcOptions options, StreamIdentity? identity = null) =>
        Open(tensors, quantizer, layout, options, identity, c => c, along: null);

    /// <summary>The same for a bridge that puts something before HEVC, and says so: <paramref name="describe"/>. <paramref name="along"/>: what a key set of this number carries
    /// before its configuration.</summary>
    internal static HevcFeatureEncoder Open(
        IReadOnlyList<TensorSpec> tensors, QuantizerOptions quantizer, LayoutOptions layout, HevcOptions options, StreamIdentity? identity,
        Func<FeatureConfiguration, FeatureConfiguration> describe, Func<ulong, IEnumerable<FeatureMessage>>? along)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(quantizer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(quantizer.BitDepth);
        TensorSpec[] single = [.. tensors.Select(t => t.SingleSet)];
        HevcEncoderChoice choice = HevcEncoderChoice.Make(single, quantizer.BitDepth, layout, options);
        var configuration = new FeatureConfiguration
        {
            BridgeId = BridgeId,
            Plan = choice.Plan,
            BitDepth = quantizer.BitDepth,
            RangeMode = quantizer.Mode,
            Granularity = quantizer.Granularity,
            ModelHash = identity?.ModelHash ?? default,
            CutName = identity?.CutName ?? "",
        };
        return new HevcFeatureEncoder(choice, quantizer, options, describe(configuration), along);
    }

    /// <summary>Codes one feature set, or each of a batch; the caller owns the result.</summary>
    /// <param name="set">Tensors as given to <see cref="Open(IReadOnlyList{TensorSpec}, QuantizerOptions, LayoutOptions, HevcOptions, StreamIdentity)"/>; a batch may have any size.</param>
    /// <param name="forceKey">Start with a key picture, whatever the interval says.</param>
    /// <param name="cancellation">Looked at before each set of a batch.</param>
    /// <exception cref="ArgumentException">The set's tensors are not those of <see cref="Open(IReadOnlyList{TensorSpec}, QuantizerOptions, LayoutOptions, HevcOptions, StreamIdentity)"/>, or hold values that the quantizer refuses.</exception>
    /// <exception cref="BridgeException">The encoder failed, or verifying found codes that did not survive.</exception>
    public CodedFeature Encode(FeatureSet set, bool forceKey = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        SetMatch.Require(set, Plan.Tensors);
        var coded = new CodedFeature { Sequence = _sequence };
        try
        {
            int batch = set[0].Spec.Batch;
            for (int n = 0; n < batch; n++)
            {
                cancellation.ThrowIfCancellationRequested();
                EncodeOne(set, n, batch, forceKey && n == 0, coded);
            }

            return coded;
        }
        catch
        {
            coded.Dispose();
            throw;
        }
    }

    /// <summary>Another target from the next set on.</summary>
    /// <param name="bitsPerSet">Bits wanted for each set, above 0.</param>
    /// <exception cref="InvalidOperationException">The encoder was opened without a bit rate.</exception>
    public void Retarget(double bitsPerSet)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bitsPerSet);
        if (_controller is null && _tally is null)
        {
            throw new InvalidOperationException("The encoder was opened without a bit rate; it has no target to change.");
        }

        _controller?.Retarget(bitsPerSet);
        if (_tally is not null)
        {
            _tally.Target = bitsPerSet;
            _encoder.SetBitrate((int)Math.Clamp(bitsPerSet * _options.SetsPerSecond / 1000, 1, int.MaxValue));
        }
    }

    /// <summary>A set of the source is left out: time stamps go on without it, sequence numbers stay without a gap.</summary>
    public void SkipSet() => _pts += Plan.FramesPerSet;

    /// <inheritdoc/>
    public void Rewind(ulong sequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, _sequence);
        _pts -= (long)(_sequence - sequence) * Plan.FramesPerSet;
        _sequence = sequence;
        _mustKey = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReleasePackets();
        _verifier?.Dispose();
        _encoder.Dispose();
    }

    private void EncodeOne(FeatureSet set, int batchIndex, int batchCount, bool forceKey, CodedFeature coded)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<QuantizerParameters> parameters = _packer.Measure(set, batchIndex);
        _packer.Pack(set, batchIndex, parameters, _frames);
        long packed = Stopwatch.GetTimestamp();
        bool key = forceKey || _mustKey || _options.Prediction == Prediction.Intra || _sequence % (ulong)_options.KeyInterval == 0;
        int units = coded.Units.Count;
        long bits = coded.Bits;
        var work = new SetInWork(set, batchIndex, batchCount, parameters, start, packed);
        CodeOne(work, key, coded);
        _tally?.Count(coded.Bits - bits);
        while (_controller is not null && !_controller.Accept(key, coded.Bits - bits, _sideBits))
        {
            // What was coded is gone as a reference, too.
            coded.Truncate(units);
            key = true;
            CodeOne(work, key, coded);
        }

        _pts += Plan.FramesPerSet;
        coded.Sets++;
        coded.Elements += Plan.Elements;
        coded.PackTime += Stopwatch.GetElapsedTime(start, packed);
        coded.EncodeTime += Stopwatch.GetElapsedTime(packed);
        _sequence++;
        _mustKey = false;
    }

    private void CodeOne(SetInWork work, bool key, CodedFeature coded)
    {
        if (_controller is not null)
        {
            _encoder.SetQp(_controller.Choose(key));
        }

        try
        {
            _sideBits = 0;
            for (int f = 0; f < Plan.FramesPerSet; f++)
            {
                ReadOnlySpan<byte> luma = _frames.AsSpan(f * _frameBytes, _frameBytes);
                _encoder.Send(luma, _strideBytes, _pictures++, key && (f == 0 || _options.Prediction == Prediction.Intra));
                ReceivePacket(f);
            }

            float? maxError = _verifier?.Check(_packets, _frames, work.Set, work.BatchIndex, work.Parameters);
            SenderTimes? times = work.Set.Times is SenderTimes until
                ? until with { Pack = Stopwatch.GetElapsedTime(work.Start, work.Packed), Encode = Stopwatch.GetElapsedTime(work.Packed) }
                : null;
            for (int f = 0; f < Plan.FramesPerSet; f++)
            {
                AddUnit(coded, work, f, maxError, f == 0 ? times : null);
            }

            if (maxError is float error)
            {
                coded.MaxError = Math.Max(coded.MaxError ?? 0, error);
            }
        }
        finally
        {
            ReleasePackets();
        }
    }

    private void ReceivePacket(int frame)
    {
        if (!_encoder.TryReceive(out VideoPacket? packet))
        {
            throw new BridgeException($"{EncoderName} gave no packet for frame {frame} of set {_sequence}; features need one packet a frame.");
        }

        using (packet)
        {
            byte[] copy = ArrayPool<byte>.Shared.Rent(packet!.Data.Length);
            int length = frame == 0 ? Copy(packet.Data, copy) : HevcParameterSets.CopyWithout(packet.Data, copy);
            _packets.Add((copy, length, packet.IsKey, _pts + frame));
        }
    }

    private static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        return from.Length;
    }

    private void AddUnit(CodedFeature coded, SetInWork work, int frame, float? maxError, SenderTimes? times)
    {
        (byte[] data, int length, bool isKey, long pts) = _packets[frame];
        ReadOnlySpan<byte> codes = _frames.AsSpan(frame * _frameBytes, _frameBytes);
        var header = new FeatureUnitHeader
        {
            ConfigurationId = Configuration.Id,
            SequenceNumber = _sequence,
            FrameIndex = frame,
            BatchIndex = work.BatchIndex,
            BatchCount = work.BatchCount,
            CaptureTimeNs = frame == 0 ? work.Set.CaptureTimeNs : null,
            ItemId = frame == 0 ? work.Set.ItemId : null,
            Parameters = frame == 0 ? work.Parameters : [],
            MaxError = frame == 0 ? maxError : null,
            Times = times,
            Check = Check,
            Crc = Check switch
            {
                CheckKind.SourceCodes => Crc32C.Compute(codes),
                CheckKind.DecodedCodes => _verifier!.Crc(frame),
                _ => 0,
            },
        };
        _unitSei.ResetWrittenCount();
        FeatureHeaderWriter.Write(header, _unitSei);
        ReadOnlySpan<byte> unit = data.AsSpan(0, length);
        List<ReadOnlyMemory<byte>> messages = [];
        if (frame == 0 && isKey)
        {
            messages.AddRange((_along?.Invoke(_sequence) ?? []).Select(m => (ReadOnlyMemory<byte>)FeatureHeaderWriter.Write(m)));
            messages.Add(_configurationSei);
        }

        messages.Add(_unitSei.WrittenMemory);
        byte[] output = ArrayPool<byte>.Shared.Rent(SeiInserter.MaxLength(length, messages.Sum(m => m.Length), messages.Count));
        int written = SeiInserter.Insert(unit, messages, output);
        _sideBits += 8L * (written - length + FixedBytesPerFrame);
        coded.Add(output, written, isKey, pts);
    }

    private void ReleasePackets()
    {
        foreach ((byte[] data, _, _, _) in _packets)
        {
            ArrayPool<byte>.Shared.Return(data);
        }

        _packets.Clear();
    }

    private readonly record struct SetInWork(
        FeatureSet Set, int BatchIndex, int BatchCount, IReadOnlyList<QuantizerParameters> Parameters, long Start, long Packed);
}
