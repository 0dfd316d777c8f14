using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>A segment at the efforts that learn, from element to element and from set to set.</summary>
internal sealed class LearnedSegment : SegmentCoder
{
    private readonly SegmentShape _shape;
    private readonly int _bitDepth;
    private readonly LearnedPrediction _prediction;
    private readonly ElementModel _model;
    private History? _history;
    private Planes _errors = null!;

    /// <param name="shape">Its planes.</param>
    /// <param name="effort">Default or best.</param>
    /// <param name="bitDepth">Bits of a code: 8, 10 or 12.</param>
    /// <param name="width">Vectors to use; all give the same bytes.</param>
    public LearnedSegment(SegmentShape shape, NearLosslessEffort effort, int bitDepth, MixerWidth width)
    {
        _shape = shape;
        _bitDepth = bitDepth;
        _prediction = new LearnedPrediction(bitDepth, width);
        _history = new History(shape, bitDepth);
        _model = effort == NearLosslessEffort.Default ? new AveragedModel(bitDepth, width) : new MixedModel(bitDepth, width);
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
        _prediction.Calibrate(ChannelAnalysis.Of(codes, stacked, _bitDepth, ChannelReferences.Alone, null, []).Select(f => f.References));
        foreach (ushort[] set in sets)
        {
            _history = null;
            Encode(set, ranges);
        }

        _history = new History(_shape, _bitDepth);
    }

    /// <inheritdoc/>
    public override bool State(StateStream state)
    {
        bool possible = _prediction.State(state, _shape.Channels);
        return _model.State(state) && possible;
    }

    /// <inheritdoc/>
    public override byte[] Encode(ReadOnlySpan<ushort> codes, ReadOnlySpan<ValueRange> ranges)
    {
        Planes planes = Copy(codes);
        Past? past = Start(planes, ranges);
        ChannelFacts[] facts = ChannelAnalysis.Of(codes, _shape, _bitDepth, MostReferences(past), past, _prediction.KeptReferences);
        var coder = new RangeEncoder(codes.Length, evenAside: true);
        Code(ref coder, planes, past, facts);
        _history?.Add(planes, _errors, ranges);
        return coder.Finish().ToArray();
    }

    /// <inheritdoc/>
    public override string? Decode(ReadOnlySpan<byte> bytes, ReadOnlySpan<ValueRange> ranges, Span<ushort> codes)
    {
        var planes = new Planes(_shape.Channels, _shape.Height, _shape.Width);
        var coder = new RangeDecoder(bytes, evenAside: true);
        Code(ref coder, planes, Start(planes, ranges), null);
        if (!coder.IsWhole)
        {
            return Fault(bytes.Length, coder.IsExhausted);
        }

        _history?.Add(planes, _errors, ranges);
        for (int c = 0, at = 0; c < _shape.Channels; c++)
        {
            for (int y = 0; y < _shape.Height; y++, at += _shape.Width)
            {
                MemoryMarshal.Cast<short, ushort>(planes.Values.AsSpan(planes.Row(c, y), _shape.Width)).CopyTo(codes[at..]);
            }
        }

        return null;
    }

    private Past? Start(Planes planes, ReadOnlySpan<ValueRange> ranges)
    {
        Past? past = _history?.For(ranges);
        _errors = new Planes(_shape.Channels, _shape.Height, _shape.Width);
        _prediction.Start(planes, past);
        _model.Start(planes, _errors, past);
        return past;
    }

    private static int MostReferences(Past? past) => past is null ? ChannelReferences.Alone : ChannelReferences.Most;

    // Both directions: the decoder has no facts and takes what it reads.
    private void Code<TCoder>(ref TCoder coder, Planes planes, Past? past, ChannelFacts[]? facts)
        where TCoder : IRangeCoder, allows ref struct
    {
        var says = new ChannelFactsModel(_bitDepth);
        ChannelReferences?[] kept = _prediction.KeptReferences;
        for (int c = 0; c < planes.Channels && !coder.IsExhausted; c++)
        {
            ChannelFacts channel = says.Code(
                ref coder, facts is null ? new ChannelFacts(c, 0, 0, default) : facts[c], MostReferences(past), kept.Length > 0 ? kept[c] : null);
            if (channel.Kind == ChannelKind.Constant)
            {
                planes.Fill(c, (short)channel.Mode);
            }
            else
            {
                _model.Code(ref coder, _prediction, channel);
            }

            past?.Close(planes, c);
        }
    }

    private Planes Copy(ReadOnlySpan<ushort> codes)
    {
        var planes = new Planes(_shape.Channels, _shape.Height, _shape.Width);
        for (int c = 0; c < _shape.Channels; c++)
        {
            for (int y = 0; y < _shape.Height; y++)
            {
                MemoryMarshal.Cast<ushort, short>(codes[.._shape.Width]).CopyTo(planes.Values.AsSpan(planes.Row(c, y)));
                codes = codes[_shape.Width..];
            }
        }

        return planes;
    }
}
