using System.Diagnostics;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Cli;

/// <summary>Whatever stops the work, no half-written output stays behind.</summary>
public class OutputTests
{
    [SkippableFact]
    public void A_full_disk_is_named_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        string tensor = WriteTensor(folder, new TensorShape(1, 64, 64, 64));
        using Mount disk = Mount.Tmpfs(folder["disk"], "size=64k");
        string output = Path.Combine(folder["disk"], "f.mp4");
        Videofeat.FailsWith(5, ["encode", tensor, tensor, tensor, "-o", output, "--lossless", "--encoder", "libx265"], "f.mp4", "No space left on device");
        Assert.Empty(Directory.GetFileSystemEntries(folder["disk"]));
    }

    [SkippableFact]
    public void A_read_only_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        string tensor = WriteTensor(folder, new TensorShape(1, 4, 16, 16));
        using Mount disk = Mount.Tmpfs(folder["disk"], "size=64k,ro");
        Videofeat.FailsWith(5, ["encode", tensor, "-o", Path.Combine(folder["disk"], "f.mp4"), "--encoder", "libx265"], "f.mp4': its folder is read-only.");
    }

    [Fact]
    public void A_missing_output_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        string tensor = WriteTensor(folder, new TensorShape(1, 4, 16, 16));
        Videofeat.FailsWith(5, ["encode", tensor, "-o", Path.Combine(folder["no"], "f.mp4"), "--encoder", "libx265"], "f.mp4': its folder does not exist.");
    }

    [SkippableTheory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    public void Ctrl_C_and_a_request_to_end_stop_cleanly(string signal, int number)
    {
        Skip.IfNot(Tool.Exists("kill"), "skipped because there is no 'kill' program to send signals with");
        Skip.If(IsIgnored(number), $"skipped because SIG{signal} is ignored here (a shell's background job), and what is started inherits that");
        using var folder = new TemporaryFolder();
        string tensor = WriteTensor(folder, new TensorShape(1, 64, 64, 64));
        string output = folder["f.mp4"];
        string[] inputs = [.. Enumerable.Repeat(tensor, 3000)];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Videofeat.Assembly, "encode", .. inputs, "-o", output, "--lossless"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.True(SpinWait.SpinUntil(() => folder.Files.Any(f => f.EndsWith(".tmp", StringComparison.Ordinal)), TimeSpan.FromSeconds(60)), "encoding never began");
        Tool.Succeed("kill", $"-{signal}", $"{process.Id}");
        if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the process did not end within 30 s of SIG" + signal);
        }

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("videofeat: stopped", error.Result, StringComparison.Ordinal);
        Assert.Equal(["t.npy"], folder.Files);
    }

    private static bool IsIgnored(int signal)
    {
        const string Field = "SigIgn:";
        string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Field, StringComparison.Ordinal)) : null;
        return line is not null && (Convert.ToUInt64(line[Field.Length..].Trim(), 16) >> (signal - 1) & 1) == 1;
    }

    private static string WriteTensor(TemporaryFolder folder, TensorShape shape)
    {
        using FeatureTensor tensor = Tensors.Features(shape);
        NpyFile.Write(folder["t.npy"], tensor);
        return folder["t.npy"];
    }
}
