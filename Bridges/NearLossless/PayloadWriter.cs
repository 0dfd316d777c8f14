using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Codes of set after set to payloads of docs/formats/near-lossless.md.</summary>
internal sealed class PayloadWriter
{
    private readonly IReadOnlyList<ChannelGeometry> _tensors;
    private readonly int _bitDepth;
    private readonly NearLosslessOptions _options;
    private readonly MixerWidth _width;
    private readonly CalibratedState? _state;
    private readonly List<Segment> _segments;
    private readonly SegmentCoder?[] _coders;

    /// <param name="tensors">The tensors' geometry.</param>
    /// <param name="bitDepth">Bits of a code.</param>
    /// <param name="options">Effort and threads.</param>
    /// <param name="width">Vectors to use.</param>
    /// <param name="state">What a profile knows of these tensors at this effort, or null.</param>
    public PayloadWriter(IReadOnlyList<ChannelGeometry> tensors, int bitDepth, NearLosslessOptions options, MixerWidth width, CalibratedState? state = null)
    {
        _state = state;
        _tensors = tensors;
        _bitDepth = bitDepth;
        _options = options;
        _width = width;
        _segments = Segment.Of(tensors, PayloadWords.SegmentElements);
        _coders = new SegmentCoder?[_segments.Count];
    }

    /// <summary>Codes a set.</summary>
    /// <param name="codes">For each tensor its codes, channel after channel.</param>
    /// <param name="parameters">For each tensor the quantizer's ranges.</param>
    /// <param name="key">True where it refers to no set before it. The first must be one, and any that follows one that failed.</param>
    /// <param name="cancellation">Looked at before each segment.</param>
    public byte[] Write(IReadOnlyList<ushort[]> codes, IReadOnlyList<QuantizerParameters> parameters, bool key, CancellationToken cancellation = default)
    {
        // fast learns nothing that could be kept, so it may not claim it.
        bool keeps = _options.KeyInterval > 1 && _options.Effort != NearLosslessEffort.Fast && _segments.Count <= PayloadWords.MostKept;
        bool inter = keeps && !key;
        var coded = new byte[_segments.Count][];
        Parallel.For(0, coded.Length, SegmentThreads.Of(_options.Threads, cancellation), i =>
        {
            Segment s = _segments[i];
            ChannelGeometry tensor = _tensors[s.Tensor];
            SegmentCoder coder = inter ? _coders[i]! : SegmentCoder.Of(SegmentShape.Of(tensor, s.Channels), _options.Effort, _bitDepth, _width);
            if (!inter && _state is not null && !_state.Restore(i, coder))
            {
                throw new InvalidOperationException($"The profile's state of segment {i} is damaged.");
            }

            coded[i] = coder.Encode(s.Part(codes[s.Tensor], tensor), SegmentRanges.Of(s, parameters));
            _coders[i] = keeps ? coder : null;
        });

        var payload = new MemoryStream();
        payload.WriteByte(PayloadWords.Version);
        payload.WriteByte((byte)((int)_options.Effort | (inter ? PayloadWords.InterBit : _state is not null ? PayloadWords.ProfileBit : 0)));
        SegmentIndex.Write(payload, _segments, coded, _tensors.Count);
        return payload.ToArray();
    }
}
