namespace VideoFeat.Evaluation;

/// <summary>What a YOLOX output means and which detections to take from it.</summary>
public sealed record YoloxOptions
{
    /// <summary>Width of the network's input in pixels, a multiple of 32 up to 8192. Default 416 (YOLOX-nano and -tiny).</summary>
    public int InputWidth { get; init; } = 416;

    /// <summary>Height of the network's input in pixels, a multiple of 32 up to 8192. Default 416.</summary>
    public int InputHeight { get; init; } = 416;

    /// <summary>Number of classes, 1 to 10000. Default 80 (COCO).</summary>
    public int Classes { get; init; } = 80;

    /// <summary>Least objectness times class score, 0..1. Default 0.01, that of the YOLOX evaluation; for pictures 0.3 is usual.</summary>
    public double MinScore { get; init; } = 0.01;

    /// <summary>Largest IoU of two detections of one class that both stay, 0..1. Default 0.65, that of the YOLOX evaluation.</summary>
    public double MaxIou { get; init; } = 0.65;

    internal void Validate()
    {
        RequireInputSize(InputWidth, "width");
        RequireInputSize(InputHeight, "height");
        if (Classes is < 1 or > 10_000)
        {
            throw new ArgumentException($"YOLOX classes is {Classes}; it must be 1 to 10000.");
        }

        RequireShare(MinScore, "least score");
        RequireShare(MaxIou, "largest IoU");
    }

    private static void RequireInputSize(int pixels, string name)
    {
        if (pixels is < 32 or > 8192 || pixels % 32 != 0)
        {
            throw new ArgumentException($"YOLOX input {name} is {pixels}; it must be a multiple of 32 from 32 to 8192.");
        }
    }

    private static void RequireShare(double value, string name)
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new ArgumentException($"YOLOX {name} is {value}; it must be 0 to 1.");
        }
    }
}
