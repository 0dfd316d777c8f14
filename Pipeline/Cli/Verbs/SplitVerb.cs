using System.CommandLine;
using VideoFeat.Bridges.Onnx;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat split</c>: a model's clean cuts, and its two halves.</summary>
internal static class SplitVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("model") { Description = "An ONNX network." };
        var cut = new Option<string[]>("--cut", "-c") { Description = "Write the halves of this cut.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string?>("--output", "-o") { Description = "Folder for front.onnx and back.onnx (with --cut)." };
        var most = new Option<int>("--tensors") { Description = "List cuts at up to this many tensors together, 1..16.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("split", """
            The tensors at which a network can be cut cleanly, with shape, elements and the share of the work before the cut; or its two halves.

            Examples:
              videofeat split mobilenet.onnx
              videofeat split yolox_nano.onnx --cut input.471 input.531 input.591 -o halves/
            """) { path, cut, output, most, json };
        command.SetAction((result, cancellation) => Faults.GuardAsync(() => Task.Run(
            () => result.GetValue(cut) is { Length: > 0 } tensors
                ? Write(result.GetValue(path)!, tensors, result.GetValue(output))
                : List(result.GetValue(path)!, result.GetValue(most), result.GetValue(json)), cancellation)));
        return command;
    }

    private static int List(string path, int tensors, bool json)
    {
        OnnxGraph graph = OnnxGraph.Load(ModelFlags.Existing(path));
        CutList cuts = ModelCut.List(graph, new CutListOptions { MaxTensors = tensors });
        if (json)
        {
            Terminal.WriteJson(new { model = path, inputs = graph.Inputs, outputs = graph.Outputs, macs = cuts.TotalMacs, cuts });
            return ExitCode.Ok;
        }

        Spectre.Console.Table table = Terminal.Table("cut at", "made by", "type", "shape", "elements", "zeros", "work before").Numbers(4);
        foreach (CutPoint cut in cuts)
        {
            table.AddTextRow(
                string.Join(" ", cut.Names),
                string.Join(" ", cut.Tensors.Select(t => t.Operator)),
                string.Join(" ", cut.Tensors.Select(t => t.Type).Distinct()),
                string.Join(" ", cut.Tensors.Select(t => t.Shape)),
                $"{cut.Elements:N0}",
                cut.Tensors[0].ZeroShare is double zeros ? $"{100 * zeros:F0} %" : "",
                cut.FrontShare is double share ? $"{100 * share:F1} %" : "");
        }

        Terminal.Write(table);
        return ExitCode.Ok;
    }

    private static int Write(string path, string[] tensors, string? output)
    {
        string folder = output ?? throw new ArgumentException("--output is missing: name a folder for front.onnx and back.onnx.");
        using SplitModel model = SplitModel.Load(ModelFlags.Existing(path), tensors);
        Directory.CreateDirectory(folder);
        string front = Path.Combine(folder, "front.onnx"), back = Path.Combine(folder, "back.onnx");
        model.Save(front, back);
        Console.Out.WriteLine($"{front} and {back}, cut at {string.Join(" + ", model.Cut)}");
        return ExitCode.Ok;
    }
}
