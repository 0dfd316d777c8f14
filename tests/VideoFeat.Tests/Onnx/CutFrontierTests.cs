using VideoFeat.Bridges.Onnx;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Onnx;

public sealed class CutFrontierTests
{
    [Fact]
    public void The_sweep_finds_exactly_the_clean_cuts_that_trying_each_tensor_finds()
    {
        int clean = 0;
        for (int i = 0; i < 400; i++)
        {
            OnnxGraph graph = RandomNetwork(Seeds.Random(i)).Parse();
            string[] slow = SlowCuts.SingleTensors(graph.Model.Graph);
            Assert.Equal(slow, ModelCut.SingleTensors(graph));
            clean += slow.Length;
        }

        Assert.InRange(clean, 200, 4000);
    }

    [Fact]
    public void Every_frontier_is_a_clean_cut_and_every_other_tensor_is_refused()
    {
        for (int i = 0; i < 200; i++)
        {
            OnnxGraph graph = RandomNetwork(Seeds.Random(1000 + i)).Parse();
            List<Frontier> found = CutFrontier.Sweep(graph, CutFrontier.Needed(graph), maxTensors: 4);
            foreach (Frontier frontier in found)
            {
                ModelCut.At(graph, [.. frontier.ValueIds.Select(id => graph.Values[id].Name)]);
            }

            var single = ModelCut.SingleTensors(graph).ToHashSet(StringComparer.Ordinal);
            foreach (string name in graph.Nodes.SelectMany(n => n.Proto.Output).Where(n => !single.Contains(n)))
            {
                Assert.Throws<CutException>(() => ModelCut.At(graph, name));
            }
        }
    }

    [Fact]
    public void A_network_of_a_hundred_thousand_nodes_is_swept_at_once()
    {
        var net = new NetworkBuilder();
        net.Input("v0", 1, 4);
        for (int i = 0; i < 100_000; i++)
        {
            net.Node("Relu", $"v{i}", $"v{i + 1}");
        }

        OnnxGraph graph = net.Output("v100000").Parse();
        Assert.Equal(99_999, ModelCut.SingleTensors(graph).Count);
        Assert.Equal(50_000, ModelCut.At(graph, "v50000").FrontNodes);
    }

    /// <summary>Up to 14 nodes, each reading one to three earlier values; one or two outputs; some nodes lead nowhere, some read constants only.</summary>
    private static NetworkBuilder RandomNetwork(Random random)
    {
        var net = new NetworkBuilder();
        net.Input("x", 1, 4);
        List<string> values = ["x"];
        if (random.Next(3) == 0)
        {
            net.Weight("w", 1, 4);
            values.Add("w");
        }

        int nodes = random.Next(2, 15);
        for (int i = 0; i < nodes; i++)
        {
            int reads = random.Next(6) < 4 ? 1 : random.Next(2, 4);
            IEnumerable<string> inputs = Enumerable.Range(0, reads).Select(_ => values[random.Next(2) == 0 ? values.Count - 1 : random.Next(values.Count)]);
            string output = random.Next(8) == 0 ? $"n{i} m{i}" : $"n{i}";
            net.Node(reads == 1 ? "Relu" : "Sum", string.Join(' ', inputs), output);
            values.AddRange(output.Split(' '));
        }

        net.Output($"n{nodes - 1}");
        if (random.Next(4) == 0 && nodes > 3)
        {
            net.Output("n1");
        }

        return net;
    }
}
