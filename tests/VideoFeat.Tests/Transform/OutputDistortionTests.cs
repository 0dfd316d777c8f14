using VideoFeat.Bridges.Transform.Calibration;

namespace VideoFeat.Tests.Transform;

public class OutputDistortionTests
{
    [Fact]
    public void What_all_logits_have_in_common_does_not_count()
    {
        float[] logits = [1, -2, 5, 0];
        var distortion = new OutputDistortion([new NetworkAnswer(logits, 4)]);
        Assert.Equal(0, distortion.Of([new NetworkAnswer([.. logits.Select(l => l + 3)], 4)]), 6);
        Assert.True(distortion.Of([new NetworkAnswer([1, -2, 4, 0], 4)]) > 0.01);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scores_of_a_detector_count_alone_whether_they_stand_in_columns_or_in_rows(bool rows)
    {
        // Five places, two coordinates and three scores each.
        float[][] places = [[10, -3, 0.1f, 0.8f, 0], [20, 4, 0.2f, 0.1f, 0.9f], [7, 9, 0, 0, 0], [0.5f, 2, 0.3f, 0.3f, 0.3f], [3, -1, 1, 0.5f, 0.2f]];
        var distortion = new OutputDistortion([Answer(places, rows)]);
        Assert.Equal(0, distortion.Of([Answer(places, rows)]), 9);
        Assert.Equal(0, distortion.Of([Answer(Changed(places, 0, 5), rows)]), 9);
        Assert.True(distortion.Of([Answer(Changed(places, 3, -0.4f), rows)]) > 0.1);
    }

    [Fact]
    public void Other_outputs_count_in_units_of_their_columns()
    {
        var distortion = new OutputDistortion([new NetworkAnswer([0, 100, 2, 300], 2)]);
        double small = distortion.Of([new NetworkAnswer([1, 100, 2, 300], 2)]), large = distortion.Of([new NetworkAnswer([0, 200, 2, 300], 2)]);
        Assert.Equal(0.25, small, 3);
        Assert.Equal(0.25, large, 3);
    }

    private static float[][] Changed(float[][] places, int field, float by) => [.. places.Select((p, i) => p.Select((v, f) => i == 0 && f == field ? v + by : v).ToArray())];

    private static NetworkAnswer Answer(float[][] places, bool rows) => rows
        ? new NetworkAnswer([.. Enumerable.Range(0, 5).SelectMany(f => places.Select(p => p[f]))], 5)
        : new NetworkAnswer([.. places.SelectMany(p => p)], 5);
}
