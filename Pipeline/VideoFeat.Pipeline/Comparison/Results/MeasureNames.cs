namespace VideoFeat.Comparison.Results;

/// <summary>The names that figures and curves go by.</summary>
public static class MeasureNames
{
    /// <summary>Share of labelled items whose true class comes first, %.</summary>
    public const string Top1 = "top-1";

    /// <summary>Share of labelled items whose true class is among the first five, %.</summary>
    public const string Top5 = "top-5";

    /// <summary>COCO-style mAP at IoU 0.50, %.</summary>
    public const string Map50 = "mAP50";

    /// <summary>COCO-style mAP at IoU 0.50 to 0.95, %.</summary>
    public const string Map = "mAP50-95";

    /// <summary><see cref="Top1"/> or <see cref="Map"/> minus the uncut network's, points.</summary>
    public const string Difference = "difference";

    /// <summary>Share of answers that the uncut network gives too, %.</summary>
    public const string Agreement = "agreement";

    /// <summary>Mean KL(uncut ‖ restored) an item, nats.</summary>
    public const string Divergence = "KL";

    /// <summary>Feature PSNR, dB.</summary>
    public const string Psnr = "PSNR";

    /// <summary>SQNR, dB.</summary>
    public const string Sqnr = "SQNR";
}
