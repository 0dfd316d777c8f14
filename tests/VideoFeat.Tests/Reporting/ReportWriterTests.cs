using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using VideoFeat.Comparison.Results;
using VideoFeat.Reporting;
using VideoFeat.Reporting.Figures;
using VideoFeat.Tests.Comparison;

namespace VideoFeat.Tests.Reporting;

public sealed partial class ReportWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_same_results_give_the_same_bytes()
    {
        IReadOnlyList<string> names = ReportWriter.Write(ExampleResults.Make(), _folder["one"]);
        ReportWriter.Write(ExampleResults.Make(), _folder["two"]);
        Assert.Equal(
        [
            "report.html", "results.csv", "bd.csv", "curves-top-1.svg", "curves-top-1.png", "curves-agreement.svg", "curves-agreement.png",
            "curves-kl.svg", "curves-kl.png", "curves-psnr.svg", "curves-psnr.png",
        ], names);
        Assert.All(names, n => Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["one"], n)), File.ReadAllBytes(Path.Combine(_folder["two"], n))));
    }

    [Fact]
    public void The_page_names_no_other_file_and_no_address_to_load()
    {
        ReportWriter.Write(ExampleResults.Make(), _folder["out"]);
        string page = File.ReadAllText(Path.Combine(_folder["out"], "report.html"));
        string markup = Script().Replace(page, "");
        Assert.DoesNotMatch(@"(src|href)\s*=\s*""(?!data:|#)", markup);
        Assert.DoesNotContain("@import", markup, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"url\((?!data:)", markup);
        Assert.DoesNotContain("{{", markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_outside_cannot_become_markup()
    {
        ComparisonResults results = SampleResults.Make() with { Title = "</title><script>alert(1)</script>{{data}}" };
        results = results with { Codecs = [results.Codecs[0] with { Title = "</script><script>alert(2)</script>" }, .. results.Codecs.Skip(1)] };
        ReportWriter.Write(results, _folder["out"]);
        string page = File.ReadAllText(Path.Combine(_folder["out"], "report.html"));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{data}}</title>", page, StringComparison.Ordinal);
        using JsonDocument data = JsonDocument.Parse(Regex.Match(page, @"<script type=""application/json"" id=""data"">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value);
        Assert.Equal("</script><script>alert(2)</script>", data.RootElement.GetProperty("codecs")[0].GetProperty("title").GetString());
    }

    [Fact]
    public void The_table_has_a_row_for_each_pooled_point_and_each_cell()
    {
        ComparisonResults results = SampleResults.Make();
        ReportWriter.Write(results, _folder["out"]);
        string[] lines = File.ReadAllText(Path.Combine(_folder["out"], "results.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + results.Pooled.Count + results.Cells.Count, lines.Length);
        string[] head = lines[0].Split(',');
        Assert.All(lines, l => Assert.Equal(head.Length, l.Split(',').Length));
        string[] first = lines[1].Split(',');
        Assert.Equal(("", "hevc-intra", "qp10", "3.2"), (first[0], first[1], first[2], first[Array.IndexOf(head, "bits_per_element")]));
        Assert.Equal("85.2", first[Array.IndexOf(head, "top-1 (%)")]);
        Assert.Equal("-1", first[Array.IndexOf(head, "difference low")]);
        string failed = lines.Single(l => l.StartsWith("b.jpg,hevc-intra,qp40,", StringComparison.Ordinal));
        Assert.StartsWith("b.jpg,hevc-intra,qp40,failed,the encoder gave no packet,0,1,,,", failed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_differences_has_each_pair_with_its_interval_or_the_reason()
    {
        ComparisonResults results = SampleResults.Make();
        ReportWriter.Write(results, _folder["out"]);
        string[] lines = File.ReadAllText(Path.Combine(_folder["out"], "bd.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + results.Bd.Count, lines.Length);
        Assert.StartsWith("hevc-intra,klt,PSNR,-20.5,-23.1,-17.9,-20.4,-20.7,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",38,57.5,,no interval: there is one item,a warning", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_with_commas_and_quotes_are_quoted()
    {
        ComparisonResults results = SampleResults.Make();
        ComparisonCell cell = results.Cells.First(c => c.State == CellState.Failed) with { Reason = "said \"no\", twice" };
        ReportWriter.Write(results with { Cells = [cell], Pooled = [] }, _folder["out"]);
        Assert.Contains(",failed,\"said \"\"no\"\", twice\",0,1,", File.ReadAllText(Path.Combine(_folder["out"], "results.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_without_network_curves_and_pictures_still_make_a_report()
    {
        ComparisonResults results = SampleResults.Make() with { Network = null, Curves = [], Bd = [], Channels = [], Pictures = [], Pooled = [], Cells = [] };
        Assert.Equal(["report.html", "results.csv", "bd.csv"], ReportWriter.Write(results, _folder["out"]));
    }

    [Fact]
    public void A_figure_is_whole_svg_and_says_every_curve_by_name()
    {
        ComparisonResults results = ExampleResults.Make();
        ReportWriter.Write(results, _folder["out"]);
        XDocument svg = XDocument.Load(Path.Combine(_folder["out"], "curves-top-1.svg"));
        XNamespace ns = "http://www.w3.org/2000/svg";
        string[] texts = [.. svg.Descendants(ns + "text").Select(t => t.Value)];
        Assert.All(results.Curves.Where(c => c.Quality == MeasureNames.Top1), c => Assert.Contains(c.Codec, texts));
        Assert.Contains("uncut network 70.8", texts);
        Assert.Contains("bits per element", texts);
        Assert.Contains("top-1 (%)", texts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Names_of_curves_do_not_touch_one_another(bool apart)
    {
        var names = Enumerable.Range(0, 9).Select(i => new CurveName($"codec {i}", 0, [Spot.At(60 + (25 * i), 60 + (apart ? 0 : 18 * i)), Spot.At(300 + i, apart ? 30 + (20 * i) : 30)])).ToList();
        var frame = new Box(40, 20, 330, 290);
        Assert.Equal(!apart, NamePlaces.AreAtStarts(names, frame, isFalling: false));
        Label[] labels = [.. (apart ? NamePlaces.AtEnds(names, frame) : NamePlaces.AtStarts(names, frame, isFalling: false)).OfType<Label>()];
        Assert.Equal(9, labels.Length);
        Assert.All(labels, l => Assert.Equal(apart, l.At.X > frame.Right));
        Box[] boxes = [.. labels.Select(l => new Box(l.At.X, l.At.Y - 7, l.At.X + Font.Figures.Width(l.Text, l.Size), l.At.Y + 2))];
        Assert.DoesNotContain(boxes, b => boxes.Count(other => other.Touches(b)) > 1);
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex(@"<script.*?</script>|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Script();
}
