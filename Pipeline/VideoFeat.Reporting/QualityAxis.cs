using VideoFeat.Comparison.Results;

namespace VideoFeat.Reporting;

/// <summary>A quality that curves are drawn of.</summary>
/// <param name="Name">One of <see cref="MeasureNames"/>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="LessIsBetter">True of divergence, which is drawn on a log axis.</param>
internal sealed record QualityAxis(string Name, string Unit, bool LessIsBetter)
{
    // What a reader asks first: the task, then the network's outputs, then the features.
    private static readonly string[] Order =
    [
        MeasureNames.Top1, MeasureNames.Map, MeasureNames.Map50, MeasureNames.Agreement, MeasureNames.Divergence, MeasureNames.Psnr, MeasureNames.Sqnr, MeasureNames.Top5,
    ];

    /// <summary>The name in lower case with what a file name may hold.</summary>
    public string FileName => string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));

    /// <summary>Those that the results have curves of, the most telling first.</summary>
    public static IReadOnlyList<QualityAxis> Of(ComparisonResults results) =>
    [
        .. results.Curves.DistinctBy(c => c.Quality)
            .OrderBy(c => Array.IndexOf(Order, c.Quality) is >= 0 and int place ? place : Order.Length)
            .Select(c => new QualityAxis(c.Quality, c.Unit, c.Quality == MeasureNames.Divergence)),
    ];
}
