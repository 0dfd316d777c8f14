using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>One segment, codes to bytes and back. A segment depends on no other: threads may code several at once.</summary>
/// <param name="Shape">Its planes.</param>
/// <param name="Effort">How it is coded.</param>
/// <param name="BitDepth">Bits of a code: 8, 10 or 12.</param>
/// <param name="Width">Vectors to use; all give the same bytes.</param>
internal sealed record SegmentCoder(SegmentShape Shape, NearLosslessEffort Effort, int BitDepth, MixerWidth Width)
{
    private bool UsesReferences => Effort != NearLosslessEffort.Fast;

    /// <summary>Codes a segment.</summary>
    /// <param name="codes">Channel after channel.</param>
    /// <param name="previous">The same channels of the set before, or nothing. Fast takes none.</param>
    public byte[] Encode(ReadOnlySpan<ushort> codes, ReadOnlySpan<ushort> previous)
    {
        Planes planes = Copy(codes, close: false);
        ChannelFacts[] facts = ChannelAnalysis.Of(codes, Shape, BitDepth, UsesReferences);
        FixedWeights weights = Effort == NearLosslessEffort.Fast ? FixedWeights.Fit(codes, Shape, facts) : default;
        var coder = new RangeEncoder(codes.Length);
        Code(ref coder, planes, previous, facts, weights);
        return coder.Finish().ToArray();
    }

    /// <summary>Decodes a segment; what is wrong with it, or null. The codes are within their range even where something is.</summary>
    public string? Decode(ReadOnlySpan<byte> bytes, ReadOnlySpan<ushort> previous, Span<ushort> codes)
    {
        var planes = new Planes(Shape.Channels, Shape.Height, Shape.Width);
        var coder = new RangeDecoder(bytes);
        Code(ref coder, planes, previous, null, default);
        if (!coder.IsWhole)
        {
            return $"its {bytes.Length} bytes are {(coder.IsExhausted ? "fewer" : "more")} than its codes take";
        }

        for (int c = 0, at = 0; c < Shape.Channels; c++)
        {
            for (int y = 0; y < Shape.Height; y++, at += Shape.Width)
            {
                ReadOnlySpan<short> row = planes.Values.AsSpan(planes.Row(c, y), Shape.Width);
                for (int x = 0; x < row.Length; x++)
                {
                    codes[at + x] = (ushort)row[x];
                }
            }
        }

        return null;
    }

    // Both directions: the decoder has no facts and takes what it reads.
    private void Code<TCoder>(
        ref TCoder coder, Planes planes, ReadOnlySpan<ushort> previous, ChannelFacts[]? facts, FixedWeights weights)
        where TCoder : IRangeCoder, allows ref struct
    {
        var says = new ChannelFactsModel(BitDepth);
        Planes? before = previous.IsEmpty || !UsesReferences ? null : Copy(previous, close: true);
        TokenModel? tokens = Effort != NearLosslessEffort.Best ? new TokenModel(planes, BitDepth, Width) : null;
        MixedModel? mixed = Effort == NearLosslessEffort.Best ? new MixedModel(planes, before, BitDepth, Width) : null;
        LearnedPrediction? learned = UsesReferences ? new LearnedPrediction(planes, before, BitDepth, Width) : null;
        weights = UsesReferences ? default : new FixedWeights(
            Weight(ref coder, weights.West), Weight(ref coder, weights.North), Weight(ref coder, weights.NorthWest), Weight(ref coder, weights.NorthEast));
        var prediction = new FixedPrediction(
            weights.West, weights.North, weights.NorthWest, weights.NorthEast, planes.Stride, (1 << BitDepth) - 1);
        for (int c = 0; c < planes.Channels && !coder.IsExhausted; c++)
        {
            ChannelFacts channel = says.Code(ref coder, facts is null ? new ChannelFacts(c, 0, 0, 0, 0) : facts[c], UsesReferences);
            if (channel.Kind == ChannelKind.Constant)
            {
                planes.Fill(c, (short)channel.Mode);
            }
            else if (mixed is not null)
            {
                mixed.Code(ref coder, learned!, channel);
            }
            else if (learned is not null)
            {
                tokens!.Code(ref coder, ref learned, channel);
            }
            else
            {
                tokens!.Code(ref coder, ref prediction, channel);
            }
        }
    }

    private static sbyte Weight<TCoder>(ref TCoder coder, sbyte weight)
        where TCoder : IRangeCoder, allows ref struct => (sbyte)coder.Bits((byte)weight, 8);

    private Planes Copy(ReadOnlySpan<ushort> codes, bool close)
    {
        var planes = new Planes(Shape.Channels, Shape.Height, Shape.Width);
        for (int c = 0; c < Shape.Channels; c++)
        {
            for (int y = 0; y < Shape.Height; y++)
            {
                int row = planes.Row(c, y);
                for (int x = 0; x < Shape.Width; x++)
                {
                    planes.Values[row + x] = (short)codes[x];
                }

                codes = codes[Shape.Width..];
                if (close)
                {
                    planes.Values.AsSpan(row - Planes.Margin, Planes.Margin).Fill(planes.Values[row]);
                    planes.CloseRow(row);
                }
            }

            if (close)
            {
                planes.Values.AsSpan(planes.Row(c, 0) - Planes.Margin, planes.Stride)
                    .CopyTo(planes.Values.AsSpan(planes.Row(c, -1) - Planes.Margin, planes.Stride));
                planes.Close(c);
            }
        }

        return planes;
    }
}
