using System.Text.Json;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Cli;
using VideoFeat.Packing;
using VideoFeat.Tests.Batch;

namespace VideoFeat.Tests.Cli;

/// <summary>The verbs as a user runs them.</summary>
public class BatchTests
{
    [Fact]
    public void Encode_verify_info_decode_and_repair_go_together()
    {
        using BatchFolder folder = new BatchFolder().With(4);
        Videofeat.Succeed("batch", "encode", folder.Sources, "-o", folder.Dataset, "--lossless", "--encoder", "libx265", "--shard-items", "3");
        Assert.Contains("4 of 4 items are as they should be, sources included, 0 bad", Videofeat.Succeed("batch", "verify", folder.Dataset, "--sources", folder.Sources), StringComparison.Ordinal);
        using JsonDocument info = JsonDocument.Parse(Videofeat.Succeed("batch", "info", folder.Dataset, "--json"));
        Assert.Equal(4, info.RootElement.GetProperty("items").GetInt32());
        Videofeat.Succeed("batch", "decode", folder.Dataset, "-o", folder["back"], "--slice", "-2:");
        Assert.Equal(["002.npy", "003.npy"], Directory.GetFiles(folder["back"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Videofeat.Succeed("decode", Path.Combine(folder.Dataset, "shard-00001.mp4"), "-o", folder["alone"]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder["back"], "003.npy")), File.ReadAllBytes(Path.Combine(folder["alone"], "003.npy")));
        Assert.Contains("4 items in 2 files, 0 lost", Videofeat.Succeed("batch", "repair", folder.Dataset), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_full_disk_and_a_read_only_one_are_named_and_leave_no_half_file()
    {
        using BatchFolder folder = new BatchFolder().With(3, new TensorShape(16, 32, 32));
        using (Mount disk = Mount.Tmpfs(folder["disk"], "size=32k"))
        {
            Videofeat.FailsWith(5, ["batch", "encode", folder.Sources, "-o", Path.Combine(folder["disk"], "d"), "--lossless", "--encoder", "libx265", "--shard-items", "1", "--jobs", "1"], "No space left on device");
            Assert.DoesNotContain(Directory.GetFiles(Path.Combine(folder["disk"], "d")), f => f.EndsWith(".tmp", StringComparison.Ordinal));
        }

        using (Mount.Tmpfs(folder["sealed"], "size=256k,ro"))
        {
            Videofeat.FailsWith(5, ["batch", "encode", folder.Sources, "-o", Path.Combine(folder["sealed"], "d"), "--lossless", "--encoder", "libx265"], "Cannot write", "Read-only file system");
            Videofeat.FailsWith(5, ["batch", "encode", folder.Sources, "-o", folder["sealed"], "--lossless", "--encoder", "libx265"], "Cannot write", "it is on a read-only file system");
        }
    }

    [Theory]
    [InlineData("3/8", "3/8")]
    [InlineData("0/1", null)]
    [InlineData(null, null)]
    public void The_part_is_read_from_the_flag(string? flag, string? part) =>
        Assert.Equal(part, PartFlag.Of(flag, _ => null) is { } p ? $"{p.Index}/{p.Count}" : null);

    [Fact]
    public void The_part_is_read_from_what_Slurm_and_Kubernetes_say()
    {
        static string Of(params (string Name, string Value)[] variables) =>
            PartFlag.Of(null, name => variables.FirstOrDefault(v => v.Name == name).Value) is { } p ? $"{p.Index}/{p.Count}" : "";
        Assert.Equal("2/4", Of(("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_ARRAY_TASK_COUNT", "4")));
        Assert.Equal("1/4", Of(("SLURM_ARRAY_TASK_ID", "12"), ("SLURM_ARRAY_TASK_COUNT", "4"), ("SLURM_ARRAY_TASK_MIN", "10"), ("SLURM_ARRAY_TASK_STEP", "2")));
        Assert.Equal("5/8", Of(("JOB_COMPLETION_INDEX", "5"), ("JOB_COMPLETIONS", "8")));
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Of(("JOB_COMPLETION_INDEX", "5")));
        Assert.Equal("JOB_COMPLETION_INDEX/JOB_COMPLETIONS: '' is no whole number of at least 0.", fault.Message);
        Assert.Equal("--shard is 8/8; 0 to 7 of 8 are the parts.", Assert.Throws<ArgumentException>(() => PartFlag.Of("8/8", _ => null)).Message);
    }

    [Theory]
    [InlineData("0:3", "0 1 2")]
    [InlineData("-2:", "3 4")]
    [InlineData("::2", "0 2 4")]
    [InlineData("1:-1:3", "1")]
    [InlineData("3:1", "")]
    public void Slices_are_those_of_Python(string slice, string expected) => Assert.Equal(expected, string.Join(' ', ItemFlags.Slice(slice, 5)));

    [Fact]
    public void Bad_flags_are_named()
    {
        using BatchFolder folder = new BatchFolder().With(1);
        Videofeat.FailsWith(2, ["batch", "encode", folder.Sources, "-o", folder.Dataset, "--max-error", "much"], "--max-error is 'much'");
        Videofeat.FailsWith(2, ["batch", "encode", folder.Sources, "-o", folder.Dataset, "--shard-size", "0"], "--shard-size is '0'");
        Videofeat.FailsWith(3, ["batch", "encode", folder["none"], "-o", folder.Dataset], "none: no such file or folder.");
    }
}
