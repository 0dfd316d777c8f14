using System.Text;
using System.Text.Json;
using VideoFeat.Bridges.Files;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Reporting;

namespace VideoFeat.Cli.Comparing;

/// <summary>What a comparison leaves in its folder.</summary>
internal static class ComparisonFolder
{
    public static void Write(ComparisonResults results, ComparisonPlan plan, string folder)
    {
        ResultsFile.Write(results, Path.Combine(folder, "results.json"));
        ReportWriter.Write(results, folder);
        WriteText(Path.Combine(folder, "plan.json"), PlanText.Of(plan));
        WriteText(Path.Combine(folder, "reproduce.sh"), ReproduceScript.Of(results));
    }

    public static void WriteText(string path, string text)
    {
        using AtomicFile file = AtomicFile.Create(path);
        file.Write(stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        file.Commit();
    }
}
