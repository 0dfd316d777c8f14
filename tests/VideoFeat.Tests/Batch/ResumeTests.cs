using System.Diagnostics;
using VideoFeat.Batch;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Packing;
using VideoFeat.Tests.Cli;

namespace VideoFeat.Tests.Batch;

/// <summary>However a run ends, the next one goes on, and the dataset is that of a run without interruption.</summary>
public class ResumeTests
{
    [Fact]
    public async Task A_stopped_run_goes_on_and_gives_the_same_bytes()
    {
        using BatchFolder folder = new BatchFolder().With(9);
        await folder.EncodeAsync(folder.Options() with { Output = folder["whole"] });
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BatchEncoder.RunAsync(
            folder.Options() with { Jobs = 1 },
            p =>
            {
                if (p.Items == 5)
                {
                    stop.Cancel();
                }
            },
            stop.Token));
        Assert.Equal(["journal.ndjson", "shard-00000.mp4"], BatchFolder.Digests(folder.Dataset).Select(d => d.Split(' ')[0]));
        BatchReport report = await folder.EncodeAsync();
        Assert.Equal(3, report.Resumed);
        Assert.Equal(BatchFolder.Digests(folder["whole"]), BatchFolder.Digests(folder.Dataset));
    }

    [SkippableFact]
    public async Task Killed_at_random_instants_it_comes_out_the_same_and_leaves_nothing_behind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "skipped because processes are killed by SIGKILL, which is not this system's");
        using BatchFolder folder = new BatchFolder().With(18);
        await folder.EncodeAsync(folder.Options() with { Output = folder["whole"] });
        Random random = Seeds.Random(17);
        int killed = 0;
        for (int round = 0; round < 6; round++)
        {
            using Process process = Start(folder);

            // From before the first file to behind the last; the first time surely between, however fast the machine.
            if (round == 0 ? await IsUnderWayAsync(folder, process) : !process.WaitForExit(random.Next(150, 2500)))
            {
                process.Kill();
                killed++;
            }

            process.WaitForExit();
        }

        using (Process last = Start(folder))
        {
            Assert.True(last.WaitForExit(TimeSpan.FromMinutes(2)));
            Assert.Equal(0, last.ExitCode);
        }

        Assert.True(killed > 0);
        Assert.Equal(BatchFolder.Digests(folder["whole"]), BatchFolder.Digests(folder.Dataset));
    }

    [Fact]
    public async Task A_journal_that_is_cut_anywhere_is_gone_on_with()
    {
        using BatchFolder folder = new BatchFolder().With(9);
        await folder.EncodeAsync();
        string[] whole = BatchFolder.Digests(folder.Dataset);
        byte[] journal = JournalOf(folder);
        Random random = Seeds.Random(2);
        for (int round = 0; round < 6; round++)
        {
            File.Delete(Path.Combine(folder.Dataset, "dataset.json"));
            byte[] damaged = journal[..random.Next(journal.Length)];
            if (round % 2 == 1 && damaged.Length > 0)
            {
                damaged[^1] ^= 1;
            }

            await File.WriteAllBytesAsync(Path.Combine(folder.Dataset, "journal.ndjson"), damaged.Contains((byte)'\n') ? damaged : []);
            await folder.EncodeAsync();
            Assert.Equal(whole, BatchFolder.Digests(folder.Dataset));
        }
    }

    [Fact]
    public async Task A_whole_dataset_is_left_as_it_is_and_a_lost_file_is_made_again()
    {
        using BatchFolder folder = new BatchFolder().With(6);
        await folder.EncodeAsync();
        string[] whole = BatchFolder.Digests(folder.Dataset);
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(folder.Dataset, "shard-00000.mp4"));
        Assert.Equal(6, (await folder.EncodeAsync()).Resumed);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(folder.Dataset, "shard-00000.mp4")));
        File.Delete(Path.Combine(folder.Dataset, "shard-00001.mp4"));
        Assert.Equal(3, (await folder.EncodeAsync()).Resumed);
        Assert.Equal(whole, BatchFolder.Digests(folder.Dataset));
    }

    [Fact]
    public async Task A_source_that_changed_is_noticed_and_coded_again_on_demand()
    {
        using BatchFolder folder = new BatchFolder().With(6);
        await folder.EncodeAsync();
        using (FeatureTensor other = Tensors.Features(new TensorShape(4, 16, 16), 99))
        {
            folder.Write("004.npy", other);
        }

        FeatureFormatException fault = await Assert.ThrowsAsync<FeatureFormatException>(() => folder.EncodeAsync());
        Assert.Equal($"{folder.Dataset}: 1 sources changed since they were coded, first 004.npy (written again since); --again codes their shards again.", fault.Message);
        await folder.EncodeAsync(folder.Options() with { Again = true });
        await folder.EncodeAsync(folder.Options() with { Output = folder["whole"] });
        Assert.Equal(BatchFolder.Digests(folder["whole"]), BatchFolder.Digests(folder.Dataset));
    }

    [Fact]
    public async Task Other_inputs_or_options_do_not_mix_with_what_is_there()
    {
        using BatchFolder folder = new BatchFolder().With(3);
        await folder.EncodeAsync();
        ArgumentException options = await Assert.ThrowsAsync<ArgumentException>(() => folder.EncodeAsync(folder.Options(new CodecOptions { Encoder = "libx265", Qp = 20 })));
        Assert.Equal($"{folder.Dataset}: it holds a dataset of other inputs or options (rate was lossless, is qp 20). Name another folder, or remove it.", options.Message);
        folder.With(4);
        ArgumentException inputs = await Assert.ThrowsAsync<ArgumentException>(() => folder.EncodeAsync());
        Assert.Contains("3 items then, 4 now", inputs.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_on_one_dataset_is_refused_and_the_lock_of_a_dead_one_is_free()
    {
        using BatchFolder folder = new BatchFolder().With(3);
        Directory.CreateDirectory(folder.Dataset);
        using (DatasetLock.Take(folder.Dataset))
        {
            IOException fault = await Assert.ThrowsAsync<IOException>(() => folder.EncodeAsync());
            Assert.Equal($"Cannot write '{folder.Dataset}': another run works on this dataset ('.lock' is held).", fault.Message);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Dataset, ".lock"), "");
        await folder.EncodeAsync();
        Assert.Equal(["dataset.json", "shard-00000.mp4"], BatchFolder.Digests(folder.Dataset).Select(d => d.Split(' ')[0]));
    }

    [Fact]
    public async Task Parts_work_side_by_side_and_merge_into_what_one_process_makes()
    {
        using BatchFolder folder = new BatchFolder().With(8).With(4, new TensorShape(2, 16, 16), "b/");
        await File.WriteAllTextAsync(Path.Combine(folder.Sources, "empty.npy"), "");
        await folder.EncodeAsync(folder.Options() with { Output = folder["whole"] });
        BatchOptions Part(int i) => folder.Options() with { Part = new DatasetPart(i, 3) };
        await Task.WhenAll(folder.EncodeAsync(Part(0)), folder.EncodeAsync(Part(2)));
        FeatureFormatException early = Assert.Throws<FeatureFormatException>(() => PartMerge.Run(folder.Dataset));
        Assert.Equal($"{folder.Dataset}: 1 of 3 parts have not finished: 1.", early.Message);
        await folder.EncodeAsync(Part(1));
        PartMerge.Run(folder.Dataset);
        Assert.Equal(BatchFolder.Digests(folder["whole"]), BatchFolder.Digests(folder.Dataset));
        PartMerge.Run(folder.Dataset);
        await folder.EncodeAsync(Part(1));
        PartMerge.Run(folder.Dataset);
        Assert.Equal(BatchFolder.Digests(folder["whole"]), BatchFolder.Digests(folder.Dataset));
    }

    [Fact]
    public async Task An_input_that_vanishes_ends_the_run_and_a_file_that_does_is_a_bad_item()
    {
        using BatchFolder folder = new BatchFolder().With(6);
        BatchReport report = await BatchEncoder.RunAsync(folder.Options() with { Jobs = 1 }, _ => File.Delete(Path.Combine(folder.Sources, "005.npy")));
        Assert.Equal("005.npy: it has vanished since the inputs were listed.", Assert.Single(report.Manifest.Bad).Reason);
        IOException fault = await Assert.ThrowsAsync<IOException>(() => BatchEncoder.RunAsync(
            folder.Options() with { Jobs = 1, Output = folder["other"] }, _ => Directory.Delete(folder.Sources, recursive: Directory.Exists(folder.Sources))));
        Assert.Contains("the input has vanished", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> IsUnderWayAsync(BatchFolder folder, Process process)
    {
        while (!process.HasExited && !(Directory.Exists(folder.Dataset) && Directory.EnumerateFiles(folder.Dataset, "*", SearchOption.AllDirectories).Any()))
        {
            await Task.Delay(1);
        }

        return !process.HasExited;
    }

    private static Process Start(BatchFolder folder) => Process.Start(new ProcessStartInfo(
        "dotnet", [Videofeat.Assembly, "batch", "encode", folder.Sources, "-o", folder.Dataset, "--lossless", "--encoder", "libx265", "--shard-items", "3", "--jobs", "2", "--json"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static byte[] JournalOf(BatchFolder folder)
    {
        DatasetManifest manifest = DatasetManifest.Read(folder.Dataset);
        using TemporaryFolder spare = new();
        using (Journal journal = Journal.Open(spare.Path, null, new JournalHead(Journal.Format, 1, manifest.Plan!, manifest.Settings, manifest.MaxError, manifest.Items.Count, manifest.Shards.Count)))
        {
            foreach (JournalShard shard in ManifestAssembly.Shards(manifest))
            {
                journal.Add(shard);
            }
        }

        return File.ReadAllBytes(spare["journal.ndjson"]);
    }
}
