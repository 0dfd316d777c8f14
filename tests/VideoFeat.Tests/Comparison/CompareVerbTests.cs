using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Comparison.Results;
using VideoFeat.Packing;
using VideoFeat.Tests.Cli;
using Xunit;

namespace VideoFeat.Tests.Comparison;

/// <summary>The verb as a user runs it: its folder, and bad plans, each ending with one clear line.</summary>
public sealed class CompareVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_plan_leaves_results_that_a_second_run_repeats()
    {
        Write("a.npy", 1);
        Write("b.npy", 2);
        File.WriteAllText(_folder["plan.yaml"], "title: Small\ninputs: [a.npy, b.npy]\ncodecs: [near-lossless, {codec: lightweight, levels: [2, 4, 8, 16]}, brotli]\nbaseline: brotli\n");
        Videofeat.Succeed("compare", _folder["plan.yaml"], "-o", _folder["out"]);
        ComparisonResults first = ResultsFile.Read(Path.Combine(_folder["out"], "results.json"));
        Videofeat.Succeed("compare", Path.Combine(_folder["out"], "plan.json"), "-o", _folder["out"]);
        ComparisonResults second = ResultsFile.Read(Path.Combine(_folder["out"], "results.json"));
        Assert.Equal(ResultsFile.Write(first with { Finished = "" }), ResultsFile.Write(second with { Finished = "" }));
        Assert.Equal(12, first.Cells.Count);
        Assert.Equal("brotli", Assert.Single(first.Codecs, c => c.Baseline).Name);
        Assert.NotEmpty(first.Pictures);
        string script = File.ReadAllText(Path.Combine(_folder["out"], "reproduce.sh"));
        Assert.Contains("\nvideofeat compare plan.json -o out\n", script, StringComparison.Ordinal);
        Assert.Contains(first.Cells[0].CommandLine, script, StringComparison.Ordinal);
        Assert.Contains(first.Items[1].Sha256, script, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_are_those_of_the_files_that_encode_writes()
    {
        Write("a.npy", 1);
        File.WriteAllText(_folder["plan.yaml"], "inputs: a.npy\ncodecs: [{codec: near-lossless, effort: best}, {codec: hevc, qp: [20], layout: channel}, {codec: lightweight, levels: 4}, brotli]\n");
        Videofeat.Succeed("compare", _folder["plan.yaml"], "-o", _folder["out"]);
        foreach (ComparisonCell cell in ResultsFile.Read(Path.Combine(_folder["out"], "results.json")).Cells)
        {
            if (cell.Codec == "brotli")
            {
                Assert.Equal((0L, cell.Size!.BitsPerElement), (cell.Size.ContainerBytes, cell.Size.BitsPerElementFile));
                continue;
            }

            string flags = cell.CommandLine[(cell.CommandLine.IndexOf("-o coded.hevc", StringComparison.Ordinal) + "-o coded.hevc ".Length)..];
            Videofeat.Succeed(["encode", _folder["a.npy"], "-o", _folder["a.hevc"], .. flags.Split(' ')]);
            Videofeat.Succeed(["encode", _folder["a.npy"], "-o", _folder["a.mp4"], .. flags.Split(' ')]);
            long bare = new FileInfo(_folder["a.hevc"]).Length, contained = new FileInfo(_folder["a.mp4"]).Length;

            // encode names the item in its first unit as well.
            Assert.InRange(bare, cell.Size!.TotalBytes, cell.Size.TotalBytes + 4);
            Assert.True(cell.Size.ContainerBytes > 500, $"{cell.Size}");
            Assert.Equal((cell.Codec, contained - bare), (cell.Codec, cell.Size.ContainerBytes));
            Assert.Equal(8.0 * (cell.Size.TotalBytes + cell.Size.ContainerBytes) / (4 * 24 * 20), cell.Size.BitsPerElementFile);
        }
    }

    [Fact]
    public void Init_writes_a_plan_once()
    {
        Videofeat.Succeed("compare", "--init", _folder["plan.yaml"]);
        Assert.Contains("codecs:", File.ReadAllText(_folder["plan.yaml"]), StringComparison.Ordinal);
        Videofeat.FailsWith(5, ["compare", "--init", _folder["plan.yaml"]], $"{_folder["plan.yaml"]}: there is such a file already; --init writes a new one.");
    }

    [Fact]
    public void Bad_plans_end_with_one_clear_line()
    {
        Write("a.npy", 1);
        string a = _folder["a.npy"];
        File.WriteAllBytes(_folder["p.png"], [1, 2, 3]);
        Videofeat.FailsWith(2, ["compare"], "Name a plan, or inputs to compare codecs on; videofeat compare --init plan.yaml writes a plan to start from.");
        Videofeat.FailsWith(2, ["compare", a, "--codecs", "zstd,hecv", "-o", _folder["o"]], "The codec 'hecv' is unknown; allowed are hevc, near-lossless");
        Videofeat.FailsWith(3, ["compare", _folder["none"], "-o", _folder["o"]], $"{_folder["none"]}: no such file or folder.");
        Videofeat.FailsWith(2, ["compare", _folder["p.png"], "--codecs", "near-lossless", "-o", _folder["o"]], $"{_folder["p.png"]}: pictures need a network; give the plan model, cut and recipe.");
        Videofeat.FailsWith(2, ["compare", a, "--labels", "l.csv", "--codecs", "near-lossless", "-o", _folder["o"]], "The plan has a cut or labels but no model.");
        Videofeat.FailsWith(2, ["compare", a, "--jobs", "0"], "--jobs is 0; allowed are 1..256.");
        File.WriteAllText(_folder["plan.yaml"], "inputs: a.npy\ncodecs: [{codec: hevc-intra, qp: 52}]\n");
        Videofeat.FailsWith(2, ["compare", _folder["plan.yaml"], "-o", _folder["o"]], "Codec hevc-intra: qp is 52; allowed are 0..51 and lossless.");
        File.WriteAllText(_folder["plan.yaml"], "inputs: a.npy\ncodecs: [near-lossless]\nlimits: 3\n");
        Videofeat.FailsWith(3, ["compare", _folder["plan.yaml"], "-o", _folder["o"]], "line 3: the key 'limits' is unknown; allowed are title, inputs,");
    }

    [SkippableFact]
    public void A_network_that_does_not_fit_ends_with_one_clear_line()
    {
        string model = Path.Combine(AppContext.BaseDirectory, "demo", "cifar10.onnx");
        Skip.IfNot(File.Exists(model), "skipped because the demo's network is not beside the command line");
        Write("a.npy", 1);
        string[] basis = ["compare", _folder["a.npy"], "--model", model, "--codecs", "near-lossless", "-o", _folder["o"]];
        Videofeat.FailsWith(2, basis, "The plan has a model but no cut: name the tensor or tensors to cut at (videofeat split cifar10.onnx lists them).");
        Videofeat.FailsWith(2, [.. basis, "--cut", "stage1", "--recipe", "cifar10"], $"{_folder["a.npy"]}: holds 1x4x24x20; the network cut there takes stage1 1x");

        // Pictures of which one has no label.
        byte[] png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");
        File.WriteAllBytes(_folder["one.png"], png);
        File.WriteAllBytes(_folder["two.png"], png);
        File.WriteAllText(_folder["labels.csv"], "one.png,3\n");
        Videofeat.FailsWith(
            2,
            ["compare", _folder["one.png"], _folder["two.png"], "--model", model, "--cut", "stage1", "--recipe", "cifar10", "--labels", _folder["labels.csv"], "--codecs", "near-lossless", "-o", _folder["o"]],
            $"{_folder["two.png"]}: has no label in {_folder["labels.csv"]}; leave the picture out, or labels for agreement with the uncut network alone.");
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, int seed)
    {
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 4, 24, 20), seed);
        NpyFile.Write(_folder[name], tensor);
    }
}
