using System.Globalization;
using VideoFeat.Packing;

namespace VideoFeat.Cli;

/// <summary>Class labels from a CSV file: file name, class index, and what else there may be.</summary>
internal static class Labels
{
    /// <summary>File name to class index.</summary>
    /// <exception cref="FeatureFormatException">A row without a class index; the message names file and row.</exception>
    public static Dictionary<string, int> ReadCsv(string path)
    {
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        int row = 0;
        foreach (string line in File.ReadLines(path))
        {
            row++;
            string[] cells = line.Split(',');
            if (cells.Length >= 2 && int.TryParse(cells[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out int label))
            {
                labels[Path.GetFileName(cells[0].Trim('"', ' '))] = label;
            }
            else if (row > 1 && line.Trim().Length > 0)
            {
                throw new FeatureFormatException($"{path}: row {row} is '{line}'; expected is FILE,CLASS with an integer class.");
            }
        }

        return labels;
    }
}
