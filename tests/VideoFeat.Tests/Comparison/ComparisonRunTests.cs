using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Comparison.Running;
using VideoFeat.Packing;
using Xunit;

namespace VideoFeat.Tests.Comparison;

public sealed class ComparisonRunTests : IDisposable
{
    private const string Codecs = "[ {codec: hevc, qp: [lossless, 20, 30]}, near-lossless, {codec: lightweight, levels: [2, 8]}, {codec: brotli, level: [1, 11]} ]";
    private const string Copy = "{codec: command, name: copy, lossless: true, encode: 'cp {input} {bitstream}', decode: 'cp {bitstream} {output}'}";

    private readonly TemporaryFolder _folder = new();
    private readonly List<ComparisonProgress> _reports = [];

    [Fact]
    public async Task Two_runs_give_identical_numbers_in_everything_but_times()
    {
        ComparisonResults first = await RunAsync(Plan(Codecs), "one"), second = await RunAsync(Plan(Codecs), "two");
        Assert.Equal(ResultsFile.Write(Timeless(first)), ResultsFile.Write(Timeless(second)));
        Assert.All(first.Cells, c => Assert.Equal(CellState.Ok, c.State));
        Assert.Equal(3 * 8, first.Cells.Count);
    }

    [Fact]
    public async Task A_finished_plan_is_not_computed_again()
    {
        int loads = 0;
        ComparisonResults first = await RunAsync(Plan(Codecs), "one", onLoad: () => loads++);
        int once = loads;
        ComparisonResults second = await RunAsync(Plan(Codecs), "one", onLoad: () => loads++);
        Assert.Equal(3, once);
        Assert.Equal(once, loads);

        // Times are equal to the last digit only where nothing ran again.
        Assert.Equal(ResultsFile.Write(first with { Finished = "" }), ResultsFile.Write(second with { Finished = "" }));
    }

    [Fact]
    public async Task A_stopped_run_goes_on_where_it_was()
    {
        using var stop = new CancellationTokenSource();
        int done = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Plan(Codecs), "one", cancellation: stop.Token, onDone: () =>
        {
            if (++done == 11)
            {
                stop.Cancel();
            }
        }));
        int loads = 0;
        ComparisonResults resumed = await RunAsync(Plan(Codecs), "one", onLoad: () => loads++);
        Assert.Equal(2, loads); // the first item was whole
        Assert.Equal(ResultsFile.Write(Timeless(await RunAsync(Plan(Codecs), "two"))), ResultsFile.Write(Timeless(resumed)));
    }

    [Fact]
    public async Task Jobs_change_no_number()
    {
        ComparisonResults one = await RunAsync(Plan(Codecs), "one"), three = await RunAsync(Plan(Codecs) with { Jobs = 3 }, "two");
        Assert.Equal(ResultsFile.Write(Timeless(one) with { Plan = three.Plan }), ResultsFile.Write(Timeless(three)));
        Assert.All(three.Cells, c => Assert.Equal(3, c.Cost!.AtATime));
    }

    [Fact]
    public async Task Sizes_and_errors_are_those_of_the_codec()
    {
        ComparisonResults results = await RunAsync(Plan($"[ {Copy}, near-lossless ]"), "one");
        ComparisonCell cell = results.Cells.First(c => c.Codec == "copy");
        const int elements = 4 * 24 * 20;
        Assert.Equal(elements, results.Items[0].Elements);

        // The copied planes are the codes, and gaps and description beside them.
        Assert.True(cell.Size!.TotalBytes >= elements + cell.Size.DescriptionBytes, $"{cell.Size}");
        Assert.Equal(8.0 * cell.Size.TotalBytes / elements, cell.Size.BitsPerElement);
        double step = (results.Items[0].Maximum - results.Items[0].Minimum) / 255;
        Assert.InRange(cell.Distortion!.MaxError, 0.4 * step, 0.501 * step);

        // Every coder without loss restores the same codes.
        Assert.Equal(cell.Distortion, results.Cells.First(c => c.Codec == "near-lossless").Distortion);
        Assert.StartsWith("cp input.yuv coded.bin && cp coded.bin output.yuv", cell.CommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_cell_is_a_row_with_its_reason_and_the_others_go_on()
    {
        ComparisonResults results = await RunAsync(Plan(Codecs), "one", spoil: 1);
        ComparisonCell[] failed = [.. results.Cells.Where(c => c.State == CellState.Failed)];
        Assert.NotEmpty(failed);
        Assert.All(failed, c => Assert.Equal("item-1", c.Item));
        Assert.Contains("NaN", failed[0].Reason, StringComparison.OrdinalIgnoreCase);
        PooledRow row = results.Pooled.First(r => r.Codec == failed[0].Codec);
        Assert.Equal((2, 1), (row.Items, row.Failed));
        Assert.DoesNotContain(results.Curves, c => c.Codec == failed[0].Codec);
    }

    [SkippableFact]
    public async Task A_codec_without_its_program_is_a_row_with_the_reason()
    {
        Skip.If(Tool.Exists("ffmpeg"), "ffmpeg is here, so nothing is absent");
        ComparisonResults results = await RunAsync(Plan("[ png, near-lossless ]"), "one");
        Assert.Equal("the program ffmpeg is not there", results.Codecs[0].Absent);
        Assert.DoesNotContain(results.Cells, c => c.Codec == "png");
    }

    [Theory]
    [InlineData("encode: 'false {input}', decode: 'cp {bitstream} {output}'", "Codec mine: false ended with 1: it said nothing; tried with 2 pictures of 64x64.")]
    [InlineData("encode: 'cp {input} {bitstream}', decode: 'true {bitstream}'", "Codec mine: true gave no file of planes; 8192 bytes went in; tried with 2 pictures of 64x64.")]
    [InlineData("encode: 'true {input}', decode: 'cp {bitstream} {output}'", "Codec mine: true ended well but wrote no bitstream; tried with 2 pictures of 64x64.")]
    [InlineData("encode: 'no-such-program {input}', decode: 'cp {bitstream} {output}'", "Codec mine: the program no-such-program is not there.")]
    [InlineData("encode: 'sleep 60', decode: 'cp {bitstream} {output}'", "Codec mine: sleep ran past its limit of 1 s; tried with 2 pictures of 64x64.")]
    public async Task An_outside_command_that_fails_or_hangs_ends_the_run_before_it_begins(string commands, string message)
    {
        ComparisonPlan plan = Plan($"[ near-lossless, {{codec: command, name: mine, {commands}}} ]") with { TimeLimit = 1 };
        Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(plan, "one"))).Message);
        Assert.DoesNotContain(_reports, r => r.Done > 0);
    }

    [SkippableFact]
    public async Task A_real_outside_encoder_gives_what_our_own_x265_gives()
    {
        Skip.IfNot(Tool.Exists("x265") && Tool.Exists("ffmpeg"), "skipped because x265 or ffmpeg is not installed");
        const string command = """
            {codec: command, name: x265-program, points: [20, 30],
             encode: 'x265 --input {input} --input-res {width}x{height} --fps 30 --input-depth {bits} --input-csp i400 --frames {frames} --preset medium --tune psnr --qp {qp} --keyint 1 --ctu {ctu} --pools none --frame-threads 1 --no-info --log-level error -o {bitstream}',
             decode: 'ffmpeg -v error -nostdin -y -f hevc -i {bitstream} -vf extractplanes=y -vsync passthrough -f rawvideo -pix_fmt {pixfmt} {output}'}
            """;
        ComparisonResults results = await RunAsync(Plan($"[ {command}, {{codec: hevc-intra, qp: [20, 30]}} ]"), "one");
        Assert.All(results.Cells, c => Assert.True(c.State == CellState.Ok, c.Reason));
        foreach (string qp in new[] { "20", "30" })
        {
            // The same encoder by two ways: the same pictures, and a stream of the same size but for a few bytes of VUI.
            ComparisonCell program = results.Cells.First(c => c.Codec == "x265-program" && c.Point == qp), ours = results.Cells.First(c => c.Codec == "hevc-intra" && c.Point == $"qp{qp}");
            Assert.Equal(ours.Distortion!.Mse, program.Distortion!.Mse, 1e-12);
            Assert.InRange(program.Size!.TotalBytes, ours.Size!.TotalBytes - 40, ours.Size.TotalBytes + 40);
        }
    }

    [SkippableFact]
    public async Task Every_codec_of_ffmpeg_restores_the_planes()
    {
        Skip.IfNot(Tool.Exists("ffmpeg"), "skipped because ffmpeg is not installed");
        ComparisonResults results = await RunAsync(
            Plan("[ ffv1, jpeg-ls, jpeg-xl, png, webp, {codec: hevc-intra, qp: lossless}, {codec: hevc-p, name: p10, bits: 10, layout: channel, qp: lossless}, {codec: h264, qp: 12}, {codec: av1, crf: 10, bits: 10}, zstd, xz ]", limit: 1), "one");
        Assert.All(results.Cells, c => Assert.True(c.State == CellState.Ok, $"{c.Codec}: {c.Reason}"));
        Assert.All(results.Pooled.Where(r => r.Codec is "h264" or "av1"), r => Assert.True(r.Distortion!.Psnr > 35, $"{r.Codec}: {r.Distortion}"));
    }

    public void Dispose() => _folder.Dispose();

    private static ComparisonPlan Plan(string codecs, int limit = 3) => PlanReader.Parse($"inputs: unused\nlimit: {limit}\ncodecs: {codecs}", "plan.yaml", "/");

    private static ComparisonResults Timeless(ComparisonResults results) => results with
    {
        Finished = "",
        Cells = [.. results.Cells.Select(c => c with { Cost = null })],
        Pooled = [.. results.Pooled.Select(r => r with { Cost = null })],
    };

    private Task<ComparisonResults> RunAsync(
        ComparisonPlan plan, string cache, Action? onLoad = null, Action? onDone = null, int? spoil = null, CancellationToken cancellation = default)
    {
        ItemSource[] items = [.. Enumerable.Range(0, plan.Limit!.Value).Select(i => new ItemSource($"item-{i}", "", $"key {i} {spoil}", _ =>
        {
            onLoad?.Invoke();
            FeatureTensor tensor = Tensors.Features(new TensorShape(1, 4, 24, 20), i, "x");
            if (spoil == i)
            {
                tensor.Floats[7] = float.NaN;
            }

            return [new SourceSet(new FeatureSet(tensor))];
        }))];
        return ComparisonRun.RunAsync(plan, items, null, null, "videofeat compare", _folder[cache], false, TimeProvider.System, new Reports(this, onDone), cancellation);
    }

    private sealed class Reports(ComparisonRunTests test, Action? onDone) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value)
        {
            lock (test._reports)
            {
                test._reports.Add(value);
                if (value.Done > 0)
                {
                    onDone?.Invoke();
                }
            }
        }
    }
}
