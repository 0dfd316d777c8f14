using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

public class FeatureDistortionTests
{
    [Fact]
    public void Four_elements_by_hand()
    {
        var distortion = FeatureDistortion.Measure([-1, 0, 1, 2], [-1, 0, 1, 3]);

        Assert.Equal((4L, -1.0, 2.0, 1.0, 0.25), (distortion.Elements, distortion.SourceMin, distortion.SourceMax, distortion.MaxAbsoluteError, distortion.MeanSquaredError));
        Assert.Equal(10 * Math.Log10(9 / 0.25), distortion.PsnrDecibels, 12);
        Assert.Equal(10 * Math.Log10(6 / 1.0), distortion.SqnrDecibels, 12);
        Assert.Equal(8 / Math.Sqrt(6.0 * 11), distortion.CosineSimilarity, 12);
    }

    [Fact]
    public void Rounding_to_eight_bits_costs_what_theory_says()
    {
        // Error of a fine ramp is uniform in a step: MSE = step^2 / 12, so PSNR = 10 log10(12 * 255^2) = 58.92 dB.
        float[] ramp = [.. Enumerable.Range(0, 1_000_001).Select(i => (i / 1e6f * 8) - 3)];
        float[] restored = [.. ramp.Select(x => ((float)Math.Round((x + 3) / 8 * 255) / 255 * 8) - 3)];

        var distortion = FeatureDistortion.Measure(ramp, restored);

        Assert.Equal(10 * Math.Log10(12 * 255.0 * 255), distortion.PsnrDecibels, 0.02);
        Assert.Equal(8 / 255.0 / 2, distortion.MaxAbsoluteError, 1e-5);
    }

    [Fact]
    public void Pooled_tensors_measure_as_one()
    {
        Random random = Seeds.Random();
        float[] source = [.. Enumerable.Range(0, 100).Select(_ => random.NextSingle() - 0.3f)];
        float[] restored = [.. source.Select(x => x + (random.NextSingle() / 50))];
        var whole = FeatureDistortion.Measure(source, restored);

        FeatureDistortion pooled = default;
        foreach (Range part in (Range[])[new(0, 1), new(1, 40), new(40, 100)])
        {
            pooled = FeatureDistortion.Pool(pooled, FeatureDistortion.Measure(source[part], restored[part]));
        }

        Assert.Equal((whole.Elements, whole.SourceMin, whole.SourceMax, whole.MaxAbsoluteError), (pooled.Elements, pooled.SourceMin, pooled.SourceMax, pooled.MaxAbsoluteError));
        Assert.Equal(whole.PsnrDecibels, pooled.PsnrDecibels, 10);
        Assert.Equal(whole.SqnrDecibels, pooled.SqnrDecibels, 10);
        Assert.Equal(whole.CosineSimilarity, pooled.CosineSimilarity, 12);
    }

    [Theory]
    [InlineData(new float[] { 1, 2 }, new float[] { 1, 2 }, double.PositiveInfinity, double.PositiveInfinity, 1)]
    [InlineData(new float[] { 0, 0 }, new float[] { 0, 0 }, double.PositiveInfinity, double.PositiveInfinity, 1)]
    [InlineData(new float[] { 0, 0 }, new float[] { 0, 1 }, double.NegativeInfinity, double.NegativeInfinity, 0)]
    [InlineData(new float[] { 2, 2 }, new float[] { 2, 0 }, double.NegativeInfinity, 3.0102999566, 0.70710678119)]
    [InlineData(new float[] { 1, -1 }, new float[] { -1, 1 }, 0, -6.0205999133, -1)]
    public void Edges_have_one_meaning(float[] source, float[] restored, double psnr, double sqnr, double cosine)
    {
        var distortion = FeatureDistortion.Measure(source, restored);

        Assert.Equal(psnr, distortion.PsnrDecibels, 9);
        Assert.Equal(sqnr, distortion.SqnrDecibels, 9);
        Assert.Equal(cosine, distortion.CosineSimilarity, 9);
    }

    [Fact]
    public void The_largest_floats_do_not_overflow()
    {
        var distortion = FeatureDistortion.Measure([float.MaxValue, float.MinValue], [float.MinValue, float.MinValue]);

        Assert.Equal(2.0 * float.MaxValue, distortion.MaxAbsoluteError);
        Assert.True(double.IsFinite(distortion.PsnrDecibels) && double.IsFinite(distortion.CosineSimilarity));
    }

    [Fact]
    public void What_has_no_distortion_is_refused()
    {
        Assert.Equal("Source element 1 is NaN; distortion is defined for finite elements only.", Fault([1, float.NaN], [1, 2]));
        Assert.Equal("Restored element 0 is -Infinity; distortion is defined for finite elements only.", Fault([1, 2], [float.NegativeInfinity, 2]));
        Assert.Equal("Source has 2 elements and restored 1; both must have the same number, at least 1.", Fault([1, 2], [1]));
        Assert.Equal("Source has 0 elements and restored 0; both must have the same number, at least 1.", Fault([], []));
    }

    private static string Fault(float[] source, float[] restored) =>
        Assert.Throws<ArgumentException>(() => FeatureDistortion.Measure(source, restored)).Message;
}
