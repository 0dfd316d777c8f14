using VideoFeat.Bridges.Onnx.Schema;

namespace VideoFeat.Tests.Reference;

/// <summary>Clean cuts by their definition: without the tensor, no path leads from an input to an output. One search for each tensor.</summary>
internal static class SlowCuts
{
    public static string[] SingleTensors(GraphProto graph)
    {
        var outputs = graph.Output.Select(o => o.Name).ToHashSet();
        IEnumerable<string> made = graph.Node.SelectMany(n => n.Output);
        return [.. made.Where(name => !outputs.Contains(name) && outputs.Any(o => Reaches(graph, o, "")) && outputs.Any(o => ReachesThrough(graph, o, name)) && !outputs.Any(o => Reaches(graph, o, name)))];
    }

    /// <summary>True where a path leads from an input to <paramref name="value"/> that does not pass <paramref name="without"/>.</summary>
    private static bool Reaches(GraphProto graph, string value, string without) => value != without
        && (graph.Input.Any(i => i.Name == value) || (Producer(graph, value)?.Input.Any(i => Reaches(graph, i, without)) ?? false));

    private static bool ReachesThrough(GraphProto graph, string value, string through) =>
        (value == through && Reaches(graph, value, "")) || (Producer(graph, value)?.Input.Any(i => ReachesThrough(graph, i, through)) ?? false);

    private static NodeProto? Producer(GraphProto graph, string value) => graph.Node.FirstOrDefault(n => n.Output.Contains(value));
}
