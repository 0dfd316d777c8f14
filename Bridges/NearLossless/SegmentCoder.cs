using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// One segment of set after set, codes to bytes and back: what it has learned and seen stays for the next set. Segments do not depend on each other: threads may code
/// several at once. One that failed is of no more use.
/// </summary>
internal sealed class SegmentCoder
{
    private readonly SegmentShape _shape;
    private readonly int _bitDepth;
    private readonly MixerWidth _width;
    private readonly LearnedPrediction? _learned;
    private readonly AveragedModel? _averaged;
    private readonly MixedModel? _mixed;
    private History? _history;
    private Planes? _errors;

    /// <param name="shape">Its planes.</param>
    /// <param name="effort">How it is coded.</param>
    /// <param name="bitDepth">Bits of a code: 8, 10 or 12.</param>
    /// <param name="width">Vectors to use; all give the same bytes.</param>
    public SegmentCoder(SegmentShape shape, NearLosslessEffort effort, int bitDepth, MixerWidth width)
    {
        _shape = shape;
        _bitDepth = bitDepth;
        _width = width;
        if (effort != NearLosslessEffort.Fast)
        {
            _learned = new LearnedPrediction(bitDepth, width);
            _history = new History(shape, bitDepth);
            _averaged = effort == NearLosslessEffort.Default ? new AveragedModel(bitDepth, width) : null;
            _mixed = effort == NearLosslessEffort.Best ? new MixedModel(bitDepth, width) : null;
        }
    }

    /// <summary>Learns from sets as a profile remembers them: one after the other, but none by what stood in the one before.</summary>
    /// <param name="sets">The segment's codes of each.</param>
    /// <param name="ranges">One a channel.</param>
    public void Calibrate(IReadOnlyList<ushort[]> sets, ReadOnlySpan<ValueRange> ranges)
    {
        // The sets' planes one below the other are planes as well.
        int plane = _shape.Height * _shape.Width;
        var stacked = new SegmentShape(_shape.Channels, _shape.Height * sets.Count, _shape.Width);
        ushort[] codes = [.. Enumerable.Range(0, _shape.Channels).SelectMany(c => sets.SelectMany(s => s.Skip(c * plane).Take(plane)))];
        _learned!.Calibrate(ChannelAnalysis.Of(codes, stacked, _bitDepth, ChannelReferences.Alone, null, []).Select(f => f.References));
        foreach (ushort[] set in sets)
        {
            _history = null;
            Encode(set, ranges);
        }

        _history = new History(_shape, _bitDepth);
    }

    /// <summary>Writes or reads what has been learned; false where what was read cannot be. Not of effort fast.</summary>
    public bool State(StateStream state)
    {
        bool possible = _learned!.State(state, _shape.Channels);
        _mixed?.State(state);
        return (_averaged?.State(state) ?? true) && possible;
    }

    /// <summary>Codes the segment of the next set.</summary>
    /// <param name="codes">Channel after channel.</param>
    /// <param name="ranges">The quantizer's, one a channel.</param>
    public byte[] Encode(ReadOnlySpan<ushort> codes, ReadOnlySpan<ValueRange> ranges)
    {
        Planes planes = Copy(codes);
        Past? past = Start(planes, ranges);
        ChannelFacts[] facts = ChannelAnalysis.Of(codes, _shape, _bitDepth, MostReferences(past), past, _learned is null ? [] : _learned.KeptReferences);
        var coder = new RangeEncoder(codes.Length, evenAside: true);
        Code(ref coder, planes, past, facts, _learned is null ? FixedWeights.Fit(codes, _shape, facts) : default);
        _history?.Add(planes, _errors!, ranges);
        return coder.Finish().ToArray();
    }

    /// <summary>Decodes the segment of the next set; what is wrong with it, or null. The codes are within their range even where something is.</summary>
    public string? Decode(ReadOnlySpan<byte> bytes, ReadOnlySpan<ValueRange> ranges, Span<ushort> codes)
    {
        var planes = new Planes(_shape.Channels, _shape.Height, _shape.Width);
        var coder = new RangeDecoder(bytes, evenAside: true);
        Code(ref coder, planes, Start(planes, ranges), null, default);
        if (!coder.IsWhole)
        {
            return $"its {bytes.Length} bytes are {(coder.IsExhausted ? "fewer" : "more")} than its codes take";
        }

        _history?.Add(planes, _errors!, ranges);
        for (int c = 0, at = 0; c < _shape.Channels; c++)
        {
            for (int y = 0; y < _shape.Height; y++, at += _shape.Width)
            {
                ReadOnlySpan<short> row = planes.Values.AsSpan(planes.Row(c, y), _shape.Width);
                for (int x = 0; x < row.Length; x++)
                {
                    codes[at + x] = (ushort)row[x];
                }
            }
        }

        return null;
    }

    private Past? Start(Planes planes, ReadOnlySpan<ValueRange> ranges)
    {
        Past? past = _history?.For(ranges);
        _errors = _learned is null ? planes : new Planes(_shape.Channels, _shape.Height, _shape.Width);
        _learned?.Start(planes, past);
        _averaged?.Start(planes, _errors, past);
        _mixed?.Start(planes, _errors, past);
        return past;
    }

    private int MostReferences(Past? past) => _learned is null ? 0 : past is null ? ChannelReferences.Alone : ChannelReferences.Most;

    // Both directions: the decoder has no facts and takes what it reads.
    private void Code<TCoder>(ref TCoder coder, Planes planes, Past? past, ChannelFacts[]? facts, FixedWeights weights)
        where TCoder : IRangeCoder, allows ref struct
    {
        var says = new ChannelFactsModel(_bitDepth);
        ChannelReferences?[] kept = _learned is null ? [] : _learned.KeptReferences;
        TokenModel? tokens = _learned is null ? new TokenModel(planes, _bitDepth, _width) : null;
        weights = _learned is not null ? default : new FixedWeights(
            Weight(ref coder, weights.West), Weight(ref coder, weights.North), Weight(ref coder, weights.NorthWest), Weight(ref coder, weights.NorthEast));
        var prediction = new FixedPrediction(weights, (1 << _bitDepth) - 1);
        for (int c = 0; c < planes.Channels && !coder.IsExhausted; c++)
        {
            ChannelFacts channel = says.Code(
                ref coder, facts is null ? new ChannelFacts(c, 0, 0, default) : facts[c], MostReferences(past), kept.Length > 0 ? kept[c] : null);
            if (channel.Kind == ChannelKind.Constant)
            {
                planes.Fill(c, (short)channel.Mode);
            }
            else if (_mixed is not null)
            {
                _mixed.Code(ref coder, _learned!, channel);
            }
            else if (_averaged is not null)
            {
                _averaged.Code(ref coder, _learned!, channel);
            }
            else
            {
                tokens!.Code(ref coder, prediction, channel);
            }

            past?.Close(planes, c);
        }
    }

    private static sbyte Weight<TCoder>(ref TCoder coder, sbyte weight)
        where TCoder : IRangeCoder, allows ref struct => (sbyte)coder.Bits((byte)weight, 8);

    private Planes Copy(ReadOnlySpan<ushort> codes)
    {
        var planes = new Planes(_shape.Channels, _shape.Height, _shape.Width);
        for (int c = 0; c < _shape.Channels; c++)
        {
            for (int y = 0; y < _shape.Height; y++)
            {
                int row = planes.Row(c, y);
                for (int x = 0; x < _shape.Width; x++)
                {
                    planes.Values[row + x] = (short)codes[x];
                }

                codes = codes[_shape.Width..];
            }
        }

        return planes;
    }
}
