using System.Diagnostics;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Hevc;

/// <summary>One feature set being put together from its frames.</summary>
internal sealed class SetAssembly : IDisposable
{
    private readonly FeatureConfiguration? _configuration;
    private readonly FeatureUnpacker? _unpacker;
    private readonly FeatureUnitHeader _first;
    private readonly bool[] _placed;
    private FeatureSet? _set;
    private IReadOnlyList<QuantizerParameters>? _parameters;
    private string? _fault;
    private bool _isDamaged;
    private string? _unchecked;
    private string? _itemId;
    private long? _captureTimeNs;
    private float? _maxError;
    private SenderTimes? _times;
    private TimeSpan _unpacking;

    public SetAssembly(FeatureUnitHeader header, FeatureConfiguration? configuration)
    {
        _first = header;
        _configuration = configuration;
        _placed = new bool[configuration?.Plan.FramesPerSet ?? 1];
        if (configuration is null)
        {
            return;
        }

        _unpacker = new FeatureUnpacker(configuration.Plan, configuration.BitDepth);
    }

    public ulong Sequence => _first.SequenceNumber;

    public long Bits { get; set; }

    public bool IsComplete => Array.TrueForAll(_placed, p => p);

    public bool IsLastFrame(int index) => index == _placed.Length - 1;

    /// <summary>The set is lost.</summary>
    /// <param name="fault">Why; the first one counts.</param>
    /// <param name="arrived">What came is wrong, rather than missing.</param>
    public void Fail(string fault, bool arrived = false)
    {
        _fault ??= fault;
        _isDamaged |= arrived;
    }

    /// <summary>Checks the frame against its header and unpacks it.</summary>
    public void Place(FeatureUnitHeader header, VideoFrame frame, string? fault)
    {
        int index = header.FrameIndex;
        if (_configuration is null)
        {
            return; // the set began before its configuration arrived, and is lost already
        }

        if (_configuration.Fault(header) is string disagreement)
        {
            Fail(disagreement);
            return;
        }

        _placed[index] = true;
        if (fault is not null)
        {
            Fail($"frame {index}: {fault}", arrived: true);
            return;
        }

        TakeFacts(header);
        long start = Stopwatch.GetTimestamp();
        Unpack(header, frame);
        _unpacking += Stopwatch.GetElapsedTime(start);
    }

    private void Unpack(FeatureUnitHeader header, VideoFrame frame)
    {
        PackPlan plan = _configuration!.Plan;
        int index = header.FrameIndex;
        if (Check(header, frame, plan) is string wrong)
        {
            Fail($"frame {index}: {wrong}", arrived: true);
            return;
        }

        if (_parameters is null)
        {
            Fail($"frame {index}: no quantizer parameters have arrived");
            return;
        }

        if (_fault is null)
        {
            _set ??= new FeatureSet([.. plan.Tensors.Select(FeatureTensor.Rent)]);
            _unpacker!.Unpack(frame.Luma, frame.StrideBytes, index, _parameters, _set, 0);
        }
    }

    /// <summary>The finished set, lost where a frame is missing or wrong; the caller owns it.</summary>
    /// <param name="reason">Why it is finished where frames are missing.</param>
    /// <param name="work">What decoding took, unpacking included.</param>
    public DecodedFeature Close(string? reason, TimeSpan work)
    {
        if (_fault is null && !IsComplete)
        {
            Fail(reason ?? "frames of the set are missing");
        }

        FeatureSet? set = _fault is null ? Described(_set!) : null;
        if (set is null)
        {
            Dispose();
        }

        return new DecodedFeature
        {
            Set = set,
            State = set is null ? FeatureState.Lost : _unchecked is null ? FeatureState.Intact : FeatureState.Unchecked,
            IsDamaged = _isDamaged,
            Reason = _fault ?? _unchecked,
            Sequence = Sequence,
            BatchIndex = _first.BatchIndex,
            BatchCount = _first.BatchCount,
            ItemId = _itemId,
            CaptureTimeNs = _captureTimeNs,
            Bits = Bits,
            MaxError = _maxError,
            SenderTimes = _times,
            DecodeTime = work - _unpacking,
            UnpackTime = _unpacking,
            BitDepth = _configuration?.BitDepth ?? 0,
        };
    }

    public void Dispose()
    {
        _set?.Dispose();
        _set = null;
    }

    private FeatureSet Described(FeatureSet set)
    {
        var described = new FeatureSet([.. set]) { ItemId = _itemId, CaptureTimeNs = _captureTimeNs };
        if (_configuration!.Exact.Count == 0)
        {
            return described;
        }

        using (described)
        {
            return BytePlanes.Join(described, _configuration.Exact);
        }
    }

    private void TakeFacts(FeatureUnitHeader header)
    {
        _parameters ??= header.Parameters.Count > 0 ? header.Parameters : null;
        _itemId ??= header.ItemId;
        _captureTimeNs ??= header.CaptureTimeNs;
        _maxError ??= header.MaxError;
        _times ??= header.Times;
    }

    private string? Check(FeatureUnitHeader header, VideoFrame frame, PackPlan plan)
    {
        if (frame.Width != plan.FrameWidth || frame.Height != plan.FrameHeight || frame.BitDepth != _configuration!.BitDepth)
        {
            return $"picture is {frame.Width}x{frame.Height} at {frame.BitDepth} bit, its header says "
                + $"{plan.FrameWidth}x{plan.FrameHeight} at {_configuration!.BitDepth}";
        }

        switch (header.Check)
        {
            case CheckKind.SourceCodes or CheckKind.DecodedCodes:
                uint crc = Crc32C.OfPlane(frame.Luma, frame.Width * (frame.BitDepth > 8 ? 2 : 1), frame.StrideBytes, frame.Height);
                return crc == header.Crc ? null : $"the codes' CRC-32C is {crc:x8}, the header says {header.Crc:x8}";
            case CheckKind.PictureHash when frame.Hash == PictureHash.Mismatch:
                return "the decoded picture disagrees with its MD5 picture hash";
            case CheckKind.PictureHash when frame.Hash == PictureHash.Match:
                return null;
            case CheckKind.PictureHash:
                _unchecked ??= "the picture hash that the header promises has not arrived";
                return null;
            default:
                _unchecked ??= "the stream carries no check of its codes";
                return null;
        }
    }
}
