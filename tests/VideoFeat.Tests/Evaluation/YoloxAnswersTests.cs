using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

public class YoloxAnswersTests
{
    private static readonly YoloxOptions Options = new() { Classes = 2 };

    [Fact]
    public void Scores_are_joint_and_boxes_count_where_something_is()
    {
        float[] raw =
        [
            0.5f, 0.25f, 1, 0, 0.8f, 0.5f, 0.25f, // an object, e cells wide and one high
            3, 4, 2, 2, 0.001f, 0.9f, 0.9f, // a class, but nothing there
        ];
        IReadOnlyList<NetworkAnswer> answers = YoloxAnswers.Of([new NetworkAnswer(raw, 7)], Options);
        Assert.Equal([0.4f, 0.2f, 0.0009f, 0.0009f], answers[0].Values, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal((2, 4), (answers[0].Columns, answers[1].Columns));
        Assert.Equal([0.5f, 0.25f, 1, 0, 3, 4, 2, 2], answers[1].Values);
        float[] weights = answers[1].Weights!;
        Assert.Equal(weights[3] / Math.Exp(2), weights[0], 4);
        Assert.Equal(weights[3], weights[1], 4);
        Assert.Equal([0, 0, 0, 0], weights[4..]);
    }

    [Fact]
    public void Outputs_that_are_no_rows_of_a_detector_stay_as_they_are()
    {
        NetworkAnswer[] answers = [new([1, 2, 3], 3)];
        Assert.Same(answers, YoloxAnswers.Of(answers, Options));
    }
}
