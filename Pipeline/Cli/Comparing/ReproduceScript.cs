using System.Text;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Cli.Comparing;

/// <summary><c>reproduce.sh</c>: the machine, versions and hashes, the command that runs everything again, and each cell's own command.</summary>
internal static class ReproduceScript
{
    public static string Of(ComparisonResults results)
    {
        var text = new StringBuilder();
        text.Append("#!/bin/sh\n# How every figure of results.json came about. Run beside plan.json: the first command repeats the whole comparison.\n");
        MachineFacts m = results.Machine;
        text.Append($"# machine: {m.OperatingSystem}, {m.Architecture}, {m.Processor}, {m.Cores} cores, {m.MemoryBytes} bytes of memory, {m.Runtime}\n");
        foreach ((string name, string version) in results.Versions)
        {
            text.Append($"# {name}: {version}\n");
        }

        foreach (ComparedCodec codec in results.Codecs)
        {
            text.Append($"# codec {codec.Name}: {(codec.Absent is null ? codec.Software : $"not compared, {codec.Absent}")}\n");
        }

        text.Append($"# plan SHA-256: {results.Plan.Sha256}\n");
        if (results.Network is NetworkFacts network)
        {
            text.Append($"# network {network.Model}: SHA-256 {network.Sha256}, cut at {string.Join(" + ", network.Cut)}, recipe {network.Recipe}\n");
        }

        foreach (ComparedItem item in results.Items)
        {
            text.Append($"# item {item.Id}: SHA-256 of its features {item.Sha256}\n");
        }

        text.Append($"set -e\n{results.Plan.CommandLine}\n\n# The cells one by one; input.yuv holds the codes of the item, packed as docs/formats/feature-sei.md describes.\n");
        foreach (ComparisonCell cell in results.Cells.Where(c => c.CommandLine.Length > 0))
        {
            text.Append($"# {cell.Item}, {cell.Codec}, {cell.Point}: {cell.Size!.TotalBytes} bytes\n#   {cell.CommandLine}\n");
        }

        return text.ToString();
    }
}
