using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Transform;

public class PayloadTests
{
    private static readonly TensorSpec Spec = new("x", ElementType.Float32, new TensorShape(1, 9, 14, 11));
    private static readonly Profile Profile = Samples.Profile(Spec);

    [Fact]
    public void Levels_come_back_whatever_they_are_with_vectors_and_without()
    {
        (TransformSet set, TensorCodec[] codecs) = Open();
        var random = new Random(3);
        foreach (int scale in new[] { 0, 1, 3, 40, short.MaxValue })
        {
            short[] levels = [.. Enumerable.Range(0, codecs[0].Elements).Select(i => (short)(i % 5 < 3 ? 0 : random.Next(-scale, scale + 1)))];
            var written = new SetLevels(-7, [levels], null);
            byte[] payload = PayloadWriter.Write(set, codecs, written, null, 1, MixerWidth.Scalar);
            Assert.Equal(payload, PayloadWriter.Write(set, codecs, written, null, 1, MixerWidths.Best));
            foreach (MixerWidth width in new[] { MixerWidth.Scalar, MixerWidths.Best })
            {
                Assert.Null(PayloadReader.Read(payload, set, codecs, null, 1, width, out SetLevels? back));
                Assert.Equal(-7, back!.Quality);
                Assert.Equal(levels, back.Levels[0]);
            }
        }
    }

    [Fact]
    public void Every_cut_of_a_payload_is_an_error()
    {
        (TransformSet set, TensorCodec[] codecs) = Open();
        using FeatureSet features = Samples.Set(Spec, 4);
        byte[] payload = PayloadWriter.Write(set, codecs, new SetCodec(codecs).Intra(features, 0, 0), null, 1, MixerWidths.Best);
        for (int i = 0; i < payload.Length; i++)
        {
            Assert.NotNull(PayloadReader.Read(payload.AsMemory(0, i), set, codecs, null, 1, MixerWidths.Best, out _));
        }

        Assert.Equal("payload version 9; this reader knows 2", PayloadReader.Read(new byte[] { 9, 0, 0, 0 }, set, codecs, null, 1, MixerWidths.Best, out _));
        Assert.Equal("payload flags 82 are unknown", PayloadReader.Read(new byte[] { 2, 0x82, 0, 0 }, set, codecs, null, 1, MixerWidths.Best, out _));
    }

    [Fact]
    public void A_profile_s_chunk_reads_as_what_was_written_and_every_cut_is_refused()
    {
        ReadOnlyMemory<byte> chunk = Profile.Find(TransformSet.Tag)!.Value;
        Assert.Null(TransformChunk.Read(chunk.Span, Profile.Meta, out TransformSet? set));
        Assert.Equal(chunk.ToArray(), TransformChunk.Write(set!));
        for (int i = 0; i < chunk.Length; i += 7)
        {
            // Without its state, which is the last field, a chunk is whole.
            string? fault = TransformChunk.Read(chunk.Span[..i], Profile.Meta, out TransformSet? cut);
            Assert.True(fault is not null || cut!.State is null, $"{i} bytes");
        }
    }

    [Fact]
    public void Blocks_of_any_plane_cover_it_once_and_the_cosines_come_back()
    {
        var random = new Random(5);
        foreach ((int h, int w, int size) in new[] { (1, 1, 8), (13, 13, 8), (52, 52, 8), (7, 30, 16), (23, 5, 4), (28, 28, 7), (3, 3, 16) })
        {
            var grid = new BlockGrid(new ChannelGeometry(1, h, w, false), size);
            Assert.Equal((0, h, 0, w), (grid.Rows[0], grid.Rows[^1], grid.Columns[0], grid.Columns[^1]));
            Assert.All(grid.Rows.Zip(grid.Rows.Skip(1)), p => Assert.InRange(p.Second - p.First, 1, BlockGrid.LargestBlock(size)));
            float[] plane = [.. Enumerable.Range(0, h * w).Select(_ => random.NextSingle())];
            float[] copy = [.. plane];
            BlockTransform.Forward(grid, copy);
            Assert.Equal(plane.Sum(v => v * v), copy.Sum(v => v * v), h * w * 1e-3);
            BlockTransform.Inverse(grid, copy);
            Assert.All(plane.Zip(copy), p => Assert.Equal(p.First, p.Second, 2e-3f));
        }
    }

    [Fact]
    public void A_product_of_planes_has_the_bits_of_the_plain_sum()
    {
        var random = new Random(6);
        float[] m = [.. Enumerable.Range(0, 7 * 5).Select(_ => random.NextSingle() - 0.5f)];
        float[] s = [.. Enumerable.Range(0, 5 * 37).Select(_ => random.NextSingle() - 0.5f)];
        var t = new float[7 * 37];
        PlaneProduct.Multiply(m, 7, 5, s, t, 37);
        for (int r = 0; r < 7; r++)
        {
            for (int x = 0; x < 37; x++)
            {
                float sum = 0;
                for (int i = 0; i < 5; i++)
                {
                    sum += m[(r * 5) + i] * s[(i * 37) + x];
                }

                Assert.Equal(BitConverter.SingleToUInt32Bits(sum), BitConverter.SingleToUInt32Bits(t[(r * 37) + x]));
            }
        }
    }

    private static (TransformSet Set, TensorCodec[] Codecs) Open()
    {
        Assert.Null(TransformSet.Of(Profile, out TransformSet? set));
        Assert.Null(set!.Codecs(Profile.Meta, [Spec], out TensorCodec[] codecs));
        return (set, codecs);
    }
}
