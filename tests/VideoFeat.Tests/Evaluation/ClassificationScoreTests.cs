using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

public class ClassificationScoreTests
{
    [Fact]
    public void Accuracies_agreement_and_difference_are_counted_item_by_item()
    {
        var score = new ClassificationScore(3);
        score.Add([3, 2, 1], [3, 2, 1], label: 0); // both right
        score.Add([3, 2, 1], [2, 3, 1], label: 1); // only the reference right
        score.Add([3, 2, 1], [3, 1, 2], label: 2); // both wrong, the same way
        score.Add([1, 2, 3], [3, 2, 1], label: 1); // both wrong, in different ways

        ClassificationReport report = score.Report();

        Assert.Equal((4, 4), (report.Items, report.LabelledItems));
        Assert.Equal((0.25, 0.5), (report.Top1, report.ReferenceTop1));
        Assert.Equal((1.0, 1.0), (report.Top5, report.ReferenceTop5));
        Assert.Equal(0.5, report.Agreement);
        Assert.Equal(-0.25, report.Top1Difference!.Value.Estimate);
        Assert.InRange(report.Top1Difference.Value.Low, -1, -0.25);
        Assert.Equal(0, report.Top1Difference.Value.High);
    }

    [Theory]
    [InlineData(4, 1.0)]
    [InlineData(5, 0.0)]
    public void The_fifth_place_is_in_the_top_five_and_the_sixth_is_not(int label, double expected)
    {
        var score = new ClassificationScore(7);
        float[] falling = [7, 6, 5, 4, 3, 2, 1];
        score.Add(falling, falling, label);

        Assert.Equal(expected, score.Report().Top5);
    }

    [Fact]
    public void Of_equal_logits_the_lower_class_wins()
    {
        var score = new ClassificationScore(2);
        score.Add([1, 1], [1, 0], label: 0);
        score.Add([1, 1], [1, 0], label: 1);

        Assert.Equal((0.5, 1.0), (score.Report().Top1, score.Report().Agreement));
    }

    [Fact]
    public void Without_labels_only_the_comparison_with_the_reference_remains()
    {
        var score = new ClassificationScore(2);
        score.Add([1, 2], [3, 4]);

        ClassificationReport report = score.Report();

        Assert.Equal((1, 0, null, null, null), (report.Items, report.LabelledItems, report.Top1, report.Top5, report.Top1Difference));
        Assert.Equal(1.0, report.Agreement);
    }

    [Fact]
    public void A_batch_is_its_rows()
    {
        Random random = Seeds.Random();
        float[] logits = [.. Enumerable.Range(0, 60).Select(_ => random.NextSingle())];
        float[] reference = [.. Enumerable.Range(0, 60).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, 10).Select(_ => random.Next(6))];
        var batch = new ClassificationScore(6);
        var rows = new ClassificationScore(6);

        batch.AddBatch(logits, reference, labels);
        for (int i = 0; i < 10; i++)
        {
            rows.Add(logits.AsSpan(i * 6, 6), reference.AsSpan(i * 6, 6), labels[i]);
        }

        Assert.Equal(rows.Report(), batch.Report());
    }

    [Fact]
    public void Divergence_is_kl_of_the_reference_from_the_run_in_nats()
    {
        // softmax(0, ln 3) = (1/4, 3/4) against (1/2, 1/2); the other direction would be 0.1438.
        double expected = (0.25 * Math.Log(0.5)) + (0.75 * Math.Log(1.5));

        var score = new ClassificationScore(2);
        score.Add([7, 7], [0, MathF.Log(3)]);
        score.Add([0, MathF.Log(3)], [100, 100 + MathF.Log(3)]);

        Assert.Equal(expected, score.Report().MaxKlDivergence, 6);
        Assert.Equal(expected / 2, score.Report().MeanKlDivergence, 6);
    }

    [Theory]
    [InlineData(1000, -1000, 2000)]
    [InlineData(3e38f, -3e38f, 6e38)]
    [InlineData(0, 0, 0)]
    public void Divergence_of_far_apart_logits_is_finite(float one, float other, double expected)
    {
        double divergence = Logits.KullbackLeibler([one, other], [other, one]);

        Assert.Equal(1.0, expected == 0 ? divergence + 1 : divergence / expected, 6);
    }

    [Fact]
    public void Bad_items_are_refused()
    {
        var score = new ClassificationScore(3);

        Assert.Equal("The output has 2 values; one item has 3 classes.", Fault(() => score.Add([1, 2], [1, 2, 3])));
        Assert.Equal("The reference output of class 1 is NaN; logits must be finite.", Fault(() => score.Add([1, 2, 3], [1, float.NaN, 3])));
        Assert.Equal("Label is 3; it must be 0 to 2. (Parameter 'label')", Fault(() => score.Add([1, 2, 3], [1, 2, 3], 3)));
        Assert.Equal("Label is -1; it must be 0 to 2. (Parameter 'label')", Fault(() => score.Add([1, 2, 3], [1, 2, 3], -1)));
        Assert.Equal(
            "A batch has 6 logits, 6 reference logits and 1 labels; it must have rows of 3 logits, as many reference logits, and a label a row or none.",
            Fault(() => score.AddBatch(new float[6], new float[6], [0])));
        Assert.Equal("Classes is 1; it must be at least 2. (Parameter 'classes')", Fault(() => _ = new ClassificationScore(1)));
        Assert.Equal("No item was added to the classification score.", Assert.Throws<InvalidOperationException>(() => score.Report()).Message);
    }

    private static string Fault(Action action) => Assert.Throws<ArgumentException>(action).Message;
}
