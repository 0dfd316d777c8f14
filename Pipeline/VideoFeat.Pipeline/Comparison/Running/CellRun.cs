using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Evaluation;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Splitting;

namespace VideoFeat.Comparison.Running;

/// <summary>One item through one codec at one point, and what came of it. A failure is a result too.</summary>
/// <param name="network">What judges the features; null where nothing does.</param>
/// <param name="jobs">Cells that run at a time.</param>
internal sealed class CellRun(ComparisonNetwork? network, int jobs)
{
    private const double Megabyte = 1e6;

    public async Task<CellEntry> RunAsync(
        string key, ItemEntry item, IReadOnlyList<SourceSet> source, PlannedPoint point, bool shown, CancellationToken cancellation)
    {
        var cell = new ComparisonCell { Item = item.Item.Id, Codec = point.Codec, Point = point.Point.Name, State = CellState.Failed, Key = key };
        try
        {
            return point.Picture is PictureCommand command
                ? await PictureAsync(cell, item, source, command, cancellation).ConfigureAwait(false)
                : await FeaturesAsync(cell, item, source, point.Coder!, shown, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException or StackOverflowException))
        {
            return new CellEntry { Cell = cell with { Reason = e.Message.ReplaceLineEndings(" ") }, Shown = shown };
        }
    }

    private async Task<CellEntry> FeaturesAsync(
        ComparisonCell cell, ItemEntry item, IReadOnlyList<SourceSet> source, IItemCoder coder, bool shown, CancellationToken cancellation)
    {
        bool measured = jobs == 1 && ResidentPeak.TryReset();
        using CoderRun run = await coder.RunAsync(cell.Item, [.. source.Select(s => s.Features)], cancellation).ConfigureAwait(false);
        long? peak = run.ChildProcess ? run.ChildPeakBytes : measured ? ResidentPeak.OfThisProcess() : null;
        FeatureDistortion distortion = default;
        var answers = new List<SetAnswer>();
        for (int i = 0; i < source.Count; i++)
        {
            FeatureSet original = source[i].Features;
            for (int t = 0; t < original.Count; t++)
            {
                distortion = FeatureDistortion.Pool(distortion, FeatureDistortion.Measure(original[t].Floats, run.Restored[i][t].Floats));
            }

            if (network is not null)
            {
                answers.Add(network.Judge(network.Answer(run.Restored[i], cancellation), source[i], item.References[i]));
            }
        }

        return new CellEntry
        {
            Cell = cell with
            {
                State = CellState.Ok,
                CommandLine = run.CommandLine,
                Size = Figures.Size(run.TotalBytes, run.ContainerBytes, run.DescriptionBytes, run.WireBytes, item.Item.Elements),
                Distortion = Figures.Of(distortion),
                Cost = Cost(run.EncodeSeconds, run.DecodeSeconds, item.Item.Elements, peak, run.ChildProcess),
                Task = Outcome(answers, item),
            },
            Sums = distortion.Sums,
            Answers = answers,
            Shown = shown,
            Channels = shown ? ItemPictures.Channels(cell.Item, cell.Codec, cell.Point, source[0].Features, run.Restored[0]) : [],
            Pictures = shown ? [.. ItemPictures.After(cell.Item, cell.Codec, cell.Point, source[0].Features, run.Restored[0])] : [],
        };
    }

    private async Task<CellEntry> PictureAsync(ComparisonCell cell, ItemEntry item, IReadOnlyList<SourceSet> source, PictureCommand command, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("videofeat-compare-").FullName;
        try
        {
            long bytes = 0;
            double encoding = 0, decoding = 0;
            long? peak = null;
            var answers = new List<SetAnswer>();
            string line = "";
            for (int i = 0; i < source.Count; i++)
            {
                string picture = source[i].Picture ?? throw new CoderException("the item is a tensor; only a picture can be coded as one");
                Bridges.Onnx.PicturePlacement placement = network!.Recipe.Place(source[i].Width, source[i].Height);

                // Even sides, which 4:2:0 needs.
                (int width, int height) = ((placement.ScaledWidth + 1) / 2 * 2, (placement.ScaledHeight + 1) / 2 * 2);
                string coded = Path.Combine(folder, "coded" + command.Extension);
                var values = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["width"] = CommandTemplate.Number(width),
                    ["height"] = CommandTemplate.Number(height),
                    ["threads"] = "1",
                    ["input"] = picture,
                    ["bitstream"] = coded,
                };
                BoundedProcess.Outcome outcome = await BoundedProcess.RunAsync(command.Template.Fill(values), command.Limit, cancellation).ConfigureAwait(false);
                bytes += new FileInfo(coded).Length;
                encoding += outcome.Seconds;
                peak = outcome.PeakBytes is long p ? Math.Max(peak ?? 0, p) : peak;
                long start = System.Diagnostics.Stopwatch.GetTimestamp();
                PictureInput input = PictureSource.ReadImage(coded, network.Recipe);
                decoding += System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
                answers.Add(network.Judge(network.Whole(input, cancellation), source[i], item.References[i]));
                line = CommandTemplate.ForShell(command.Template.Fill(new Dictionary<string, string>(values, StringComparer.Ordinal) { ["input"] = cell.Item, ["bitstream"] = "coded" + command.Extension }));
            }

            return new CellEntry
            {
                Cell = cell with
                {
                    State = CellState.Ok,
                    CommandLine = line,
                    Size = Figures.Size(bytes, 0, 0, null, item.Item.Elements),
                    Cost = Cost(encoding, decoding, item.Item.Elements, peak, true),
                    Task = Outcome(answers, item),
                },
                Answers = answers,
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private CostFigures Cost(double encoding, double decoding, long elements, long? peak, bool child) => new()
    {
        EncodeSeconds = encoding,
        DecodeSeconds = decoding,
        EncodeMegabytesPerSecond = Figures.Rate(elements, encoding) / Megabyte,
        DecodeMegabytesPerSecond = Figures.Rate(elements, decoding) / Megabyte,
        PeakMemoryBytes = peak,
        AtATime = jobs,
        ChildProcess = child,
    };

    private static TaskOutcome? Outcome(List<SetAnswer> answers, ItemEntry item) => answers.Count == 0 ? null : new TaskOutcome
    {
        Agreeing = answers.Sum(a => a.Agreeing),
        Comparable = answers.Sum(a => a.Comparable),
        Divergence = answers.Sum(a => a.Divergence),
        Rank = answers.Count == 1 ? answers[0].Rank : null,
        ReferenceRank = answers.Count == 1 ? item.References[0].Rank : null,
    };
}
