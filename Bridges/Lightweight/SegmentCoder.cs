using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>One segment, codes to bytes and back. A segment depends on no other.</summary>
/// <param name="Shape">Its planes.</param>
/// <param name="Last">The largest code, 0..255.</param>
/// <param name="Contexts">What decisions are predicted from.</param>
/// <param name="Width">Vectors to use; all give the same bytes.</param>
internal sealed record SegmentCoder(SegmentShape Shape, int Last, LightweightContexts Contexts, MixerWidth Width)
{
    /// <summary>Codes a segment's codes, channel after channel.</summary>
    public byte[] Encode(ReadOnlySpan<byte> codes)
    {
        var coder = new RangeEncoder((codes.Length / 4) + 16);
        Code(ref coder, codes.ToArray());
        return coder.Finish().ToArray();
    }

    /// <summary>Decodes a segment; what is wrong with it, or null. The codes are within their range even where something is.</summary>
    public string? Decode(ReadOnlySpan<byte> bytes, Span<byte> codes)
    {
        var coder = new RangeDecoder(bytes);
        Code(ref coder, codes);
        return coder.IsWhole ? null : $"its {bytes.Length} bytes are {(coder.IsExhausted ? "fewer" : "more")} than its codes take";
    }

    private void Code<TCoder>(ref TCoder coder, Span<byte> codes)
        where TCoder : IRangeCoder, allows ref struct
    {
        if (Contexts == LightweightContexts.One || Last == 0)
        {
            UnaryModel.Code(ref coder, codes, Last);
            return;
        }

        Planes planes = Copy(codes);
        var model = new RichModel(planes, Last, Width);
        for (int c = 0; c < Shape.Channels && !coder.IsExhausted; c++)
        {
            model.Code(ref coder, c);
        }

        CopyBack(planes, codes);
    }

    private Planes Copy(ReadOnlySpan<byte> codes)
    {
        var planes = new Planes(Shape.Channels, Shape.Height, Shape.Width);
        for (int i = 0; i < Shape.Channels * Shape.Height; i++)
        {
            Span<short> row = Row(planes, i);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = codes[(i * row.Length) + x];
            }
        }

        return planes;
    }

    private void CopyBack(Planes planes, Span<byte> codes)
    {
        for (int i = 0; i < Shape.Channels * Shape.Height; i++)
        {
            ReadOnlySpan<short> row = Row(planes, i);
            for (int x = 0; x < row.Length; x++)
            {
                codes[(i * row.Length) + x] = (byte)row[x];
            }
        }
    }

    private Span<short> Row(Planes planes, int i) => planes.Values.AsSpan(planes.Row(i / Shape.Height, i % Shape.Height), Shape.Width);
}
