using VideoFeat.Comparison.Results;

namespace VideoFeat.Reporting.Html;

/// <summary>An item that a codec at a point did badly by.</summary>
internal sealed record WorstItem(string Item, string Codec, string Point, double? BitsPerElement, double? Psnr, double? MaxError, TaskOutcome? Task)
{
    public static WorstItem Of(ComparisonCell cell) =>
        new(cell.Item, cell.Codec, cell.Point, cell.Size?.BitsPerElement, cell.Distortion?.Psnr, cell.Distortion?.MaxError, cell.Task);
}
