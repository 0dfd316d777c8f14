using VideoFeat.Bridges.Onnx;
using VideoFeat.Evaluation;

namespace VideoFeat.Streaming;

/// <summary>What a network says of one feature set.</summary>
/// <param name="Classes">A classifier's best classes, best first; empty where it is none.</param>
/// <param name="Objects">What a detector found, best first, in pixels of the network's input; empty where it is none.</param>
public sealed record NetworkAnswer(IReadOnlyList<ClassGuess> Classes, IReadOnlyList<Detection> Objects)
{
    /// <summary>Reads a classifier's first output, a row of scores.</summary>
    /// <param name="outputs">Lent for the call.</param>
    /// <param name="top">Most classes that are named.</param>
    public static NetworkAnswer Classify(NetworkOutputs outputs, int top = 5)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        float[] scores = outputs[0].Elements<float>().ToArray();
        return new NetworkAnswer(
            [.. Enumerable.Range(0, scores.Length).Where(i => float.IsFinite(scores[i])).OrderByDescending(i => scores[i]).Take(top).Select(i => new ClassGuess(i, scores[i]))],
            []);
    }

    /// <summary>Reads a YOLOX detector's first output.</summary>
    /// <param name="outputs">Lent for the call.</param>
    /// <param name="options">Input size, classes, least score.</param>
    public static NetworkAnswer Detect(NetworkOutputs outputs, YoloxOptions options)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(options);
        var whole = new Letterbox(options.InputWidth, options.InputHeight, options.InputWidth, options.InputHeight);
        return new NetworkAnswer([], new YoloxHead(options).Decode(outputs[0].Elements<float>(), whole));
    }
}

/// <summary>A class that a network thinks of.</summary>
/// <param name="Class">Its index, from 0.</param>
/// <param name="Score">As the network gives it: a logit, or a share.</param>
public sealed record ClassGuess(int Class, float Score);
