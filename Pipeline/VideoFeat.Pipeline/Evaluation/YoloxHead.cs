namespace VideoFeat.Evaluation;

/// <summary>
/// Turns the raw output of a YOLOX network into detections. The output has one row a grid cell: tx, ty, tw, th, objectness, class
/// scores; cells of stride 8 first, then 16, then 32, each grid row by row. Boxes are not decoded in it, the scores are already sigmoids
/// (as in the project's own ONNX export with <c>decode_in_inference</c> off).
/// </summary>
public sealed class YoloxHead
{
    private const int BoxFields = 5;

    private static readonly int[] Strides = [8, 16, 32];

    private readonly YoloxOptions _options;

    /// <summary>A decoder for networks of the given input size and classes.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public YoloxHead(YoloxOptions? options = null)
    {
        _options = options ?? new YoloxOptions();
        _options.Validate();
        foreach (int stride in Strides)
        {
            Cells += _options.InputWidth / stride * (_options.InputHeight / stride);
        }
    }

    /// <summary>Rows of the output: 3549 for an input of 416x416.</summary>
    public int Cells { get; }

    /// <summary>Values of a row: 5 + classes.</summary>
    public int RowLength => BoxFields + _options.Classes;

    /// <summary>
    /// The detections of one image, best first, after suppression of overlapping ones of a class. Each cell reports its best class only.
    /// Cells whose score or box is not a finite number are left out: that is what a damaged feature looks like here.
    /// </summary>
    /// <param name="output">The network's output for this image, <see cref="Cells"/> x <see cref="RowLength"/> values.</param>
    /// <param name="letterbox">How the image lies in the input; the boxes come out in pixels of the image.</param>
    /// <exception cref="ArgumentException">The output has another length, or the letterbox is <c>default</c>.</exception>
    public IReadOnlyList<Detection> Decode(ReadOnlySpan<float> output, Letterbox letterbox)
    {
        if (output.Length != Cells * RowLength)
        {
            throw new ArgumentException(
                $"The YOLOX output has {output.Length} values; an input of {_options.InputWidth}x{_options.InputHeight} with "
                + $"{_options.Classes} classes gives {Cells}x{RowLength} = {Cells * RowLength}.");
        }

        if (letterbox.Ratio == 0)
        {
            throw new ArgumentException("The letterbox has no sizes.", nameof(letterbox));
        }

        var candidates = new List<Detection>();
        foreach (int stride in Strides)
        {
            for (int y = 0; y < _options.InputHeight / stride; y++)
            {
                for (int x = 0; x < _options.InputWidth / stride; x++)
                {
                    ReadOnlySpan<float> row = output[..RowLength];
                    output = output[RowLength..];
                    int best = Logits.Winner(row[BoxFields..]);
                    double score = (double)row[4] * row[BoxFields + best];
                    if (score >= _options.MinScore && DecodeBox(row, x, y, stride) is { IsProper: true } box)
                    {
                        candidates.Add(new Detection(best, score, letterbox.ToImage(box)));
                    }
                }
            }
        }

        return NonMaximumSuppression.Keep(candidates, _options.MaxIou);
    }

    private static BoundingBox DecodeBox(ReadOnlySpan<float> row, int x, int y, int stride) => BoundingBox.FromCentre(
        ((double)row[0] + x) * stride,
        ((double)row[1] + y) * stride,
        Math.Exp(row[2]) * stride,
        Math.Exp(row[3]) * stride);
}
