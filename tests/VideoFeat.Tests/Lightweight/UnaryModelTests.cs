using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Lightweight;

/// <summary>The rows of decisions are those that the format's page says, and come back.</summary>
public class UnaryModelTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 59)]
    [InlineData(3, 4096)]
    [InlineData(1, 4097)]
    [InlineData(7, 20_000)]
    [InlineData(255, 9000)]
    public void A_segment_is_what_decision_after_decision_gives(int last, int length)
    {
        Random random = Seeds.Random(last + length);
        foreach (double zeros in new[] { 0, 0.7, 0.999, 1 })
        {
            byte[] codes = [.. Enumerable.Range(0, length).Select(i => (byte)(random.NextDouble() < zeros ? 0 : random.Next(last + 1)))];
            var coder = new RangeEncoder(16);
            UnaryModel.Code(ref coder, [.. codes], last);
            byte[] bytes = coder.Finish().ToArray();
            Assert.Equal(SlowUnaryWords.Encode(codes, last), bytes);

            byte[] back = [.. Enumerable.Repeat((byte)99, length)];
            var decoder = new RangeDecoder(bytes);
            UnaryModel.Code(ref decoder, back, last);
            Assert.True(decoder.IsWhole);
            Assert.Equal(codes, back);
        }
    }

    [Fact]
    public void One_code_after_the_other_to_the_largest_is_coded_in_few_bytes()
    {
        var coder = new RangeEncoder(16);
        UnaryModel.Code(ref coder, [.. Enumerable.Repeat((byte)3, 100_000)], 3);

        // Three decisions of 32/65536 each: 0.0007 bits, and what it takes to learn it.
        Assert.InRange(coder.Finish().Length, 20, 100);
    }
}
