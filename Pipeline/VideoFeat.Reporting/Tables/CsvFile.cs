using System.Text;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Reporting.Tables;

/// <summary>Results as RFC 4180 text: first the pooled points (their item is empty), then the cells. Numbers with a dot, as exactly as a double.</summary>
internal static class CsvFile
{
    private static readonly string[] Fixed =
    [
        "item", "codec", "point", "state", "reason", "items", "failed", "total_bytes", "container_bytes", "description_bytes", "wire_bytes",
        "bits_per_element", "bits_per_element_low", "bits_per_element_high", "bits_per_element_file", "bits_per_element_wire",
        "mse", "psnr_db", "psnr_db_low", "psnr_db_high", "sqnr_db", "max_error", "cosine",
        "encode_seconds", "decode_seconds", "encode_mb_per_second", "decode_mb_per_second", "peak_memory_bytes", "cells_at_a_time",
        "agreeing", "comparable", "divergence_nats", "rank", "reference_rank",
    ];

    public static string Of(ComparisonResults results)
    {
        MeasuredValue[] measures = [.. results.Pooled.SelectMany(r => r.Measures).DistinctBy(m => m.Name)];
        var text = new StringBuilder();
        CsvText.Line(text, [.. Fixed, .. measures.SelectMany(m => (string[])[$"{m.Name} ({m.Unit})", $"{m.Name} low", $"{m.Name} high"])]);
        foreach (PooledRow row in results.Pooled)
        {
            IEnumerable<object?> values = measures.Select(m => row.Measures.FirstOrDefault(r => r.Name == m.Name))
                .SelectMany(m => (object?[])[m?.Value, m?.Interval?.Low, m?.Interval?.High]);
            CsvText.Line(text,
            [
                "", row.Codec, row.Point, row.Failed == 0 ? "ok" : "failed", "", row.Items, row.Failed,
                .. Size(row.Size, row.BitsPerElementInterval), .. Distortion(row.Distortion, row.PsnrInterval), .. Cost(row.Cost), .. Task(null), .. values,
            ]);
        }

        foreach (ComparisonCell cell in results.Cells)
        {
            bool isOk = cell.State == CellState.Ok;
            CsvText.Line(text,
            [
                cell.Item, cell.Codec, cell.Point, isOk ? "ok" : "failed", cell.Reason, isOk ? 1 : 0, isOk ? 0 : 1,
                .. Size(cell.Size, null), .. Distortion(cell.Distortion, null), .. Cost(cell.Cost), .. Task(cell.Task), .. measures.SelectMany(_ => new object?[3]),
            ]);
        }

        foreach (UnreadItem item in results.Unread)
        {
            CsvText.Line(text, [item.Id, "", "", "failed", item.Reason, 0, 1, .. new object?[Fixed.Length - 7 + (3 * measures.Length)]]);
        }

        return text.ToString();
    }

    private static object?[] Size(CodedSize? size, ValueInterval? interval) =>
    [
        size?.TotalBytes, size?.ContainerBytes, size?.DescriptionBytes, size?.WireBytes,
        size?.BitsPerElement, interval?.Low, interval?.High, size?.BitsPerElementFile, size?.BitsPerElementWire,
    ];

    private static object?[] Distortion(DistortionFigures? distortion, ValueInterval? interval) =>
        [distortion?.Mse, distortion?.Psnr, interval?.Low, interval?.High, distortion?.Sqnr, distortion?.MaxError, distortion?.Cosine];

    private static object?[] Cost(CostFigures? cost) =>
        [cost?.EncodeSeconds, cost?.DecodeSeconds, cost?.EncodeMegabytesPerSecond, cost?.DecodeMegabytesPerSecond, cost?.PeakMemoryBytes, cost?.AtATime];

    private static object?[] Task(TaskOutcome? task) => [task?.Agreeing, task?.Comparable, task?.Divergence, task?.Rank, task?.ReferenceRank];
}
