using System.Globalization;
using Google.Protobuf;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Weights that a model keeps in files beside it. Where they lie comes from outside, so every path is checked before anybody opens it.</summary>
internal static class ExternalWeights
{
    private const int External = 1;

    /// <summary>Checks every external weight; returns the files, relative to the model's folder, sorted.</summary>
    public static string[] Check(ModelProto model, string source, string? modelPath)
    {
        var lengths = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (TensorProto tensor in Tensors(model.Graph).Concat(model.Functions.SelectMany(f => f.Node).SelectMany(Tensors)))
        {
            if (tensor.DataLocation == External)
            {
                Check(tensor, source, modelPath, lengths);
            }
        }

        return [.. lengths.Keys];
    }

    /// <summary>Writes a half of <paramref name="graph"/> with the weights of external files in it.</summary>
    /// <exception cref="NotSupportedException">It would pass the 2 GiB of an ONNX file, or a weight within a node lies in an external file.</exception>
    public static void Write(OnnxGraph graph, ModelProto half, string path)
    {
        string name = Path.GetFileName(path);
        long size = half.Graph.Initializer.Sum(t => t.DataLocation == External ? Range(t, graph).Length : t.RawData.Length);
        if (size > OnnxGraph.MaxModelBytes - (1 << 27))
        {
            throw new NotSupportedException($"{name}: the half's weights have {size} bytes, more than an ONNX file can hold; the half can be run, but not written.");
        }

        for (int i = 0; i < half.Graph.Initializer.Count; i++)
        {
            if (half.Graph.Initializer[i].DataLocation == External)
            {
                half.Graph.Initializer[i] = Inline(half.Graph.Initializer[i], graph);
            }
        }

        if (Tensors(half.Graph).FirstOrDefault(t => t.DataLocation == External) is TensorProto left)
        {
            throw new NotSupportedException($"{name}: the weight {Printable.Quoted(left.Name)} within a node lies in an external file; the half can be run, but not written.");
        }

        using AtomicFile file = AtomicFile.Create(path);
        file.Write(half.WriteTo);
        file.Commit();
    }

    private static TensorProto Inline(TensorProto tensor, OnnxGraph graph)
    {
        (string path, long offset, long length) = Range(tensor, graph);
        using FileStream file = File.OpenRead(path);
        file.Position = offset;
        byte[] bytes = new byte[length];
        file.ReadExactly(bytes);
        TensorProto inline = tensor.Clone();
        inline.ExternalData.Clear();
        inline.ClearDataLocation();
        inline.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        return inline;
    }

    /// <summary>Where an external weight lies; checked when the graph was loaded.</summary>
    private static (string Path, long Offset, long Length) Range(TensorProto tensor, OnnxGraph graph)
    {
        string path = Path.Combine(Path.GetDirectoryName(graph.FilePath)!, Entry(tensor, "location")!);
        long offset = Number(tensor, "offset", graph.Source) ?? 0;
        return (path, offset, Number(tensor, "length", graph.Source) ?? new FileInfo(path).Length - offset);
    }

    private static void Check(TensorProto tensor, string source, string? modelPath, SortedDictionary<string, long> lengths)
    {
        string what = $"{source}: the weight {Printable.Quoted(tensor.Name)}";
        if (modelPath is null)
        {
            throw new FeatureFormatException($"{what} lies in an external file, and a model in memory has no folder to look in; load it from its file.");
        }

        string location = Entry(tensor, "location") ?? throw new FeatureFormatException($"{what} lies in an external file that is not named.");
        if (!lengths.TryGetValue(location, out long fileLength))
        {
            lengths[location] = fileLength = FileLength(location, what, modelPath);
        }

        long offset = Number(tensor, "offset", what) ?? 0;
        long length = Number(tensor, "length", what) ?? Math.Max(0, fileLength - offset);
        if (offset > fileLength || length > fileLength - offset)
        {
            throw new FeatureFormatException($"{what} takes bytes {offset} to {(Int128)offset + length} of {Printable.Quoted(location)}, which has {fileLength}.");
        }
    }

    private static long FileLength(string location, string what, string modelPath)
    {
        // '*' begins the runtime's mark for "this is an address in memory"; no file of a model is named so.
        string[] parts = location.Split('/', '\\');
        if (location.Length == 0 || Path.IsPathRooted(location) || location.Contains('*', StringComparison.Ordinal)
            || location.Contains(':', StringComparison.Ordinal) || parts.Contains(".."))
        {
            throw new FeatureFormatException($"{what} lies in {Printable.Quoted(location)}, which is not a path within the model's folder.");
        }

        string folder = Path.GetDirectoryName(modelPath)!;
        for (int i = 1; i < parts.Length; i++)
        {
            if (new DirectoryInfo(Path.Combine([folder, .. parts[..i]])).LinkTarget is not null)
            {
                throw new FeatureFormatException($"{what} lies in {Printable.Quoted(location)}, through a folder that is a link.");
            }
        }

        var file = new FileInfo(Path.Combine(folder, location));
        if (!file.Exists)
        {
            throw new FeatureFormatException($"{what} lies in {Printable.Quoted(location)}, which is not there beside the model.");
        }

        string real = RealPath(file);
        if (!IsWithin(real, folder) && !IsWithin(real, Path.GetDirectoryName(RealPath(new FileInfo(modelPath)))!))
        {
            throw new FeatureFormatException($"{what} lies in {Printable.Quoted(location)}, a link that leaves the model's folder.");
        }

        return new FileInfo(real).Length;
    }

    private static string RealPath(FileInfo file) => file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;

    private static bool IsWithin(string path, string folder) =>
        Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key, string what) => Entry(tensor, key) switch
    {
        null => null,
        string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
        string text => throw new FeatureFormatException($"{what} has the {key} {Printable.Quoted(text)} in its external file; it must be a number from 0."),
    };

    private static IEnumerable<TensorProto> Tensors(GraphProto graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.Select(s => s.Values).OfType<TensorProto>()).Concat(graph.Node.SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(NodeProto node) => node.Attribute.SelectMany(a => a.Tensors.Concat(a.T is null ? [] : [a.T]))
        .Concat(Branches.Of(node).SelectMany(Tensors));
}
