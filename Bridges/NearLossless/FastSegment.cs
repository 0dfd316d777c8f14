using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>
/// A segment at effort fast, in passes that each do one thing: what is said of the channels; all tokens, in two lanes; and the even bits, which make values of tokens.
/// It learns nothing that another set could use.
/// </summary>
/// <param name="shape">Its planes.</param>
/// <param name="bitDepth">Bits of a code.</param>
/// <param name="vectors">Vectors to use; all give the same bytes.</param>
internal sealed class FastSegment(SegmentShape shape, int bitDepth, MixerWidth vectors) : SegmentCoder
{
    private const int ClassBitsBits = 4;

    // The sum of so many errors fits 32 bits.
    private const int Piece = 1 << 16;

    private readonly int _maxCode = (1 << bitDepth) - 1;

    // A row with one value on either side, and the one above it.
    private short[] _row = new short[shape.Width + 2];
    private short[] _above = new short[shape.Width + 2];

    /// <inheritdoc/>
    public override byte[] Encode(ReadOnlySpan<ushort> codes, ReadOnlySpan<ValueRange> ranges)
    {
        ChannelFacts[] facts = ChannelAnalysis.Of(codes, shape, bitDepth, 0, null, []);
        FixedWeights weights = FixedWeights.Fit(codes, shape, facts);
        var first = new RangeEncoder(codes.Length / 2, evenAside: true);
        var second = new RangeEncoder(codes.Length / 2);
        Head(ref first, ref weights, facts);
        TokenLanes lanes = Lanes(facts);
        var errors = new short[shape.Height * shape.Width];
        int row = 0;
        foreach (ChannelFacts channel in facts.Where(f => f.Kind != ChannelKind.Constant))
        {
            var prediction = new FixedPrediction(weights, channel, _maxCode);
            int classBits = Errors(codes.Slice(channel.Index * errors.Length, errors.Length), channel.Mode, prediction, errors);
            first.Bits((uint)classBits, ClassBitsBits);
            var classes = ErrorClasses.Of(bitDepth, classBits);
            for (int y = 0; y < shape.Height; y++)
            {
                classes.Write(ref first, errors.AsSpan(y * shape.Width, shape.Width), lanes.Row(row++));
            }
        }

        lanes.Code(ref first, ref second);
        return [.. LengthPrefix.Put(second.Finish()), .. first.Finish()];
    }

    /// <inheritdoc/>
    public override string? Decode(ReadOnlySpan<byte> bytes, ReadOnlySpan<ValueRange> ranges, Span<ushort> codes)
    {
        ReadOnlySpan<byte> rest = bytes;
        var second = new RangeDecoder(LengthPrefix.Take(ref rest));
        var first = new RangeDecoder(rest, evenAside: true);
        FixedWeights weights = default;
        var facts = new ChannelFacts[shape.Channels];
        Head(ref first, ref weights, facts);
        TokenLanes lanes = Lanes(facts);
        lanes.Code(ref first, ref second);
        int row = 0;
        foreach (ChannelFacts channel in facts)
        {
            Span<ushort> plane = codes.Slice(channel.Index * shape.Height * shape.Width, shape.Height * shape.Width);
            if (channel.Kind == ChannelKind.Constant)
            {
                plane.Fill((ushort)channel.Mode);
                continue;
            }

            var prediction = new FixedPrediction(weights, channel, _maxCode);
            var classes = ErrorClasses.Of(bitDepth, Math.Min((int)first.Bits(0, ClassBitsBits), bitDepth - 2));
            Open(channel.Mode);
            for (int y = 0; y < shape.Height && !first.IsExhausted; y++)
            {
                _row[0] = _above[1];
                classes.Read(ref first, lanes.Row(row++), prediction, channel.Mode, ref _above[1], ref _row[1]);
                MemoryMarshal.Cast<short, ushort>(_row.AsSpan(1, shape.Width)).CopyTo(plane[(y * shape.Width)..]);
                Close();
            }
        }

        return first.IsWhole && second.IsWhole ? null : Fault(bytes.Length, first.IsExhausted || second.IsExhausted);
    }

    // Both directions: a decoder has nothing to say and takes what it reads.
    private void Head<TCoder>(ref TCoder coder, ref FixedWeights weights, ChannelFacts[] facts)
        where TCoder : IRangeCoder, allows ref struct
    {
        weights = new FixedWeights(Weight(ref coder, weights.West), Weight(ref coder, weights.North), Weight(ref coder, weights.NorthWest), Weight(ref coder, weights.NorthEast));
        var says = new ChannelFactsModel(bitDepth);
        for (int c = 0; c < facts.Length && !coder.IsExhausted; c++)
        {
            facts[c] = says.Code(ref coder, facts[c] with { Index = c }, 0, null);
        }
    }

    private static sbyte Weight<TCoder>(ref TCoder coder, sbyte weight)
        where TCoder : IRangeCoder, allows ref struct => (sbyte)coder.Bits((byte)weight, 8);

    private TokenLanes Lanes(ChannelFacts[] facts) => new(facts.Count(f => f.Kind != ChannelKind.Constant) * shape.Height, shape.Width, vectors);

    // The errors of a channel, and the class bits that suit them.
    private int Errors(ReadOnlySpan<ushort> codes, int mode, FixedPrediction prediction, short[] errors)
    {
        int count = 0;
        long sum = 0;
        Open(mode);
        for (int y = 0; y < shape.Height; y++)
        {
            MemoryMarshal.Cast<ushort, short>(codes.Slice(y * shape.Width, shape.Width)).CopyTo(_row.AsSpan(1));
            _row[0] = _above[1];
            for (int x = 0; x < shape.Width; x += Piece)
            {
                (int more, int size) = prediction.Errors(ref _above[1 + x], ref _row[1 + x], ref errors[(y * shape.Width) + x], Math.Min(Piece, shape.Width - x), vectors);
                count += more;
                sum += size;
            }

            Close();
        }

        return ErrorClasses.ClassBits(count, sum);
    }

    // Above the first row stands the mode.
    private void Open(int mode) => _above.AsSpan().Fill((short)mode);

    // Right of a row stands its last value; the next one finds it above.
    private void Close()
    {
        _row[^1] = _row[^2];
        (_above, _row) = (_row, _above);
    }
}
