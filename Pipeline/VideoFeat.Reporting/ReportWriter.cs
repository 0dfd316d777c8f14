using System.Text;
using VideoFeat.Bridges.Files;
using VideoFeat.Comparison.Results;
using VideoFeat.Reporting.Figures;
using VideoFeat.Reporting.Html;
using VideoFeat.Reporting.Tables;

namespace VideoFeat.Reporting;

/// <summary>Writes what a person reads of a comparison. The same results give the same bytes.</summary>
public static class ReportWriter
{
    /// <summary>
    /// Writes into a folder: <c>report.html</c>, one page that loads nothing; <c>results.csv</c>, a row for each cell and each pooled point; <c>bd.csv</c>, a row for
    /// each pair of codecs and quality; and for each quality <c>curves-QUALITY.svg</c> and <c>.png</c>. Files that stand there are replaced, each when it is whole.
    /// </summary>
    /// <param name="results">What a comparison found.</param>
    /// <param name="folder">Made where it is missing.</param>
    /// <returns>The names of the files written, without the folder.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(ComparisonResults results, string folder)
    {
        Directory.CreateDirectory(folder);
        var names = new List<string>();
        Put("report.html", Encoding.UTF8.GetBytes(ReportPage.Of(results)));
        Put("results.csv", Encoding.UTF8.GetBytes(CsvFile.Of(results)));
        Put("bd.csv", Encoding.UTF8.GetBytes(BdCsv.Of(results)));
        foreach (QualityAxis quality in QualityAxis.Of(results))
        {
            Figure figure = CurveFigure.Of(results, quality);
            Put($"curves-{quality.FileName}.svg", Encoding.UTF8.GetBytes(SvgFile.Write(figure)));
            Put($"curves-{quality.FileName}.png", PngPicture.Write(figure));
        }

        return names;

        void Put(string name, byte[] bytes)
        {
            using AtomicFile file = AtomicFile.Create(Path.Combine(folder, name));
            file.Write(stream => stream.Write(bytes));
            file.Commit();
            names.Add(name);
        }
    }
}
