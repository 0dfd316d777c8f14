using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Evaluation;
using VideoFeat.Packing;
using VideoFeat.Streaming;

namespace VideoFeat.Cli;

/// <summary>Where received sets end: tensor files, lines on standard output, notes on standard error.</summary>
internal sealed class SetSink
{
    private const int ObjectsInText = 5;

    private readonly string? _folder;
    private readonly string? _extension;
    private readonly SetLines _lines;
    private readonly ItemNames _names = new();

    /// <param name="folder">Folder for the tensor files, made where it is missing; null writes none.</param>
    /// <param name="extension">Their format; null: .npy, or .npz for several tensors.</param>
    /// <param name="lines">What is printed.</param>
    public SetSink(string? folder, string? extension, SetLines lines)
    {
        _folder = folder;
        _extension = extension;
        _lines = lines;
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>Takes a set, lent for the call, and the network's answer where there is one.</summary>
    public void Take(DecodedFeature feature, NetworkAnswer? answer)
    {
        if (_folder is not null && feature.Set is FeatureSet set)
        {
            string suffix = _extension ?? (set.Count == 1 ? ".npy" : ".npz");
            TensorFiles.Write(Path.Combine(_folder, _names.For(feature.ItemId, feature.Sequence) + suffix), set);
        }

        if (_lines == SetLines.Json)
        {
            Terminal.WriteJson(
                new { set = feature.Sequence, item = feature.ItemId, feature.State, feature.Reason, feature.Bits, answer?.Classes, answer?.Objects }, indented: false);
            return;
        }

        if (feature.State is FeatureState.Lost or FeatureState.Concealed)
        {
            Terminal.Note($"set {feature.Sequence} is {(feature.State == FeatureState.Lost ? "lost" : "concealed")}: {feature.Reason}");
        }

        if (_lines == SetLines.Text && answer is not null)
        {
            Console.Out.WriteLine($"set {feature.Sequence}{(feature.ItemId is null ? "" : $" {feature.ItemId}")}: {Text(answer)}");
        }
    }

    private static string Text(NetworkAnswer answer)
    {
        if (answer.Classes.Count > 0)
        {
            return string.Join(", ", answer.Classes.Select(c => string.Create(CultureInfo.InvariantCulture, $"class {c.Class} ({c.Score:G4})")));
        }

        string more = answer.Objects.Count > ObjectsInText ? $", and {answer.Objects.Count - ObjectsInText} more" : "";
        return answer.Objects.Count == 0 ? "nothing" : string.Join(", ", answer.Objects.Take(ObjectsInText).Select(Text)) + more;
    }

    private static string Text(Detection found) => string.Create(
        CultureInfo.InvariantCulture,
        $"class {found.ClassIndex} ({found.Score:F2}) at {found.Box.Left:F0},{found.Box.Top:F0},{found.Box.Right:F0},{found.Box.Bottom:F0}");
}
