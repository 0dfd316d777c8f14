using VideoFeat.Bridges.Transform.Calibration;

namespace VideoFeat.Evaluation;

/// <summary>
/// What of a YOLOX output counts when a transform is calibrated: the score of each class at each place (objectness times class score, since a class alone means nothing where
/// no object is), and the boxes, as much as there is an object in them.
/// </summary>
public static class YoloxAnswers
{
    private const int BoxFields = 4;
    private const int ScoreFields = BoxFields + 1;

    // What a squared error of a box, in shares of its size, weighs against a divergence of its score.
    private const double BoxWeight = 20;

    // Below, a box is of nothing.
    private const float LeastScore = 0.01f;

    /// <summary>Scores and boxes of a raw output; an answer of another length stays as it is.</summary>
    /// <param name="answers">The back half's outputs; the first is the detector's.</param>
    /// <param name="options">What it means.</param>
    public static IReadOnlyList<NetworkAnswer> Of(IReadOnlyList<NetworkAnswer> answers, YoloxOptions options)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(options);
        int row = ScoreFields + options.Classes;
        float[] raw = answers.Count > 0 ? answers[0].Values : [];
        if (raw.Length == 0 || raw.Length % row != 0)
        {
            return answers;
        }

        int places = raw.Length / row;
        var scores = new float[places * options.Classes];
        var boxes = new float[places * BoxFields];
        var weights = new float[boxes.Length];
        for (int p = 0; p < places; p++)
        {
            ReadOnlySpan<float> place = raw.AsSpan(p * row, row);
            float best = 0;
            for (int c = 0; c < options.Classes; c++)
            {
                float score = place[BoxFields] * place[ScoreFields + c];
                scores[(p * options.Classes) + c] = score;
                best = Math.Max(best, score);
            }

            place[..BoxFields].CopyTo(boxes.AsSpan(p * BoxFields));
            if (best >= LeastScore)
            {
                // Centres are in cells, sizes logarithms of cells.
                Span<float> weight = weights.AsSpan(p * BoxFields, BoxFields);
                weight.Fill((float)(BoxWeight * best));
                weight[0] *= (float)Math.Exp(-2 * Math.Clamp(place[2], -4, 8));
                weight[1] *= (float)Math.Exp(-2 * Math.Clamp(place[3], -4, 8));
            }
        }

        return [new NetworkAnswer(scores, options.Classes), new NetworkAnswer(boxes, BoxFields, weights)];
    }
}
