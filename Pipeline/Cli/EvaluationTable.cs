using System.Globalization;
using VideoFeat.Splitting;

namespace VideoFeat.Cli;

/// <summary>An evaluation as a table for people, or an object for machines.</summary>
internal static class EvaluationTable
{
    public static void Print(EvaluationResult result)
    {
        IReadOnlyList<Measure> names = result.Points[0].Measures;
        Spectre.Console.Table table = Terminal.Table(
            ["", .. names.Select(m => m.Unit == "%" ? $"{m.Name} %" : $"{m.Name}"), "bpe", "file bpe", "max error", "in steps", "enc ms", "dec ms", "lost"])
            .Numbers(1);
        table.AddTextRow(["uncut network", .. names.Select(m => Cell(result.Reference.FirstOrDefault(r => r.Name == m.Name)?.Value)), "", "", "", "", "", "", ""]);
        foreach (PointResult point in result.Points)
        {
            table.AddTextRow(
            [
                point.Name, .. point.Measures.Select(m => Cell(m.Value)), Number(point.BitsPerElement, "F3"), Number(point.FileBitsPerElement, "F3"),
                Number(point.MaxError, "G4"), point.MaxErrorInSteps is double steps ? Number(steps, "F3") : "", Number(point.EncodeMilliseconds, "F2"), Number(point.DecodeMilliseconds, "F2"),
                Number(point.Lost, "F0"),
            ]);
        }

        Terminal.Write(table);
        Console.Out.WriteLine("bpe: bits per element, all side information; file: with the container; diff, low, high: points against the uncut network, 95 % paired bootstrap;");
        Console.Out.WriteLine("in steps: largest error in quantizer steps (lossless codes: at most 0.5); enc, dec: ms a feature set, all points at once on the machine.");
        Console.Out.WriteLine($"milliseconds an item: front half {result.FrontMilliseconds:F2}, back half {result.BackMilliseconds:F2}, uncut {result.WholeMilliseconds:F2}");
    }

    public static object ForMachines(EvaluationResult result) => new
    {
        uncut = result.Reference,
        points = result.Points,
        result.FrontMilliseconds,
        result.BackMilliseconds,
        result.WholeMilliseconds,
    };

    private static string Cell(double? value) => value is double v ? Number(v, Math.Abs(v) is < 0.1 and > 0 ? "F4" : "F2") : "";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
