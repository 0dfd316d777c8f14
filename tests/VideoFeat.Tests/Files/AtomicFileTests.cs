using System.Diagnostics;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Files;

public class AtomicFileTests
{
    [Fact]
    public void A_file_appears_when_it_is_whole_and_replaces_the_old_one()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x"], "old");
        using (AtomicFile file = AtomicFile.Create(folder["x"]))
        {
            file.Write(s => s.Write("new"u8));
            Assert.Equal("old", File.ReadAllText(folder["x"]));
            Assert.Equal(folder.Path, Path.GetDirectoryName(file.TemporaryPath));
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(folder["x"]));
        Assert.Equal(["x"], folder.Files);
    }

    [Fact]
    public void Nothing_is_left_of_a_file_that_was_not_finished()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x"], "old");
        using (AtomicFile file = AtomicFile.Create(folder["x"]))
        {
            file.Write(s => s.Write("half"u8));
        }

        Assert.Equal("old", File.ReadAllText(folder["x"]));
        Assert.Equal(["x"], folder.Files);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["target"], "old");
        File.CreateSymbolicLink(folder["link"], folder["target"]);
        using (AtomicFile file = AtomicFile.Create(folder["link"]))
        {
            file.Write(s => s.Write("new"u8));
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(folder["target"]));
        Assert.NotNull(new FileInfo(folder["link"]).LinkTarget);
    }

    [Fact]
    public void Places_that_take_no_file_are_named()
    {
        using var folder = new TemporaryFolder();
        string missing = Path.Combine(folder.Path, "no", "x.npy");
        Assert.Equal($"Cannot write '{missing}': its folder does not exist.", Fault(missing));
        Assert.Equal($"Cannot write '{folder.Path}': it is a folder.", Fault(folder.Path));
    }

    [SkippableFact]
    public void A_device_is_not_replaced_by_a_file()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "skipped because only Unix has /dev/null");
        Assert.Equal("Cannot write '/dev/null': it is a device.", Fault("/dev/null"));
    }

    [SkippableFact]
    public void A_full_disk_is_named_and_nothing_is_left()
    {
        using Mount mount = Mount.Tmpfs("size=64k");
        using FeatureTensor tensor = ArrayValues.Make("", ElementType.Float32, 1000, 100);
        using var set = new FeatureSet(tensor);
        foreach (string name in new[] { "x.npy", "x.npz", "x.safetensors" })
        {
            var fault = Assert.Throws<IOException>(() => TensorFiles.Write(mount.Folder[name], set));
            Assert.Equal($"Cannot write '{mount.Folder[name]}': the disk is full.", fault.Message);
            Assert.Empty(mount.Folder.Files);
        }
    }

    [SkippableFact]
    public void A_read_only_folder_is_named()
    {
        using Mount mount = Mount.Tmpfs("ro");
        Assert.Equal($"Cannot write '{mount.Folder["x.npy"]}': its folder is read-only.", Fault(mount.Folder["x.npy"]));
    }

    private static string Fault(string path) => Assert.Throws<IOException>(() =>
    {
        using FeatureTensor tensor = ArrayValues.Make("", ElementType.Float32, 2);
        NpyFile.Write(path, tensor);
    }).Message;

    private sealed class Mount : IDisposable
    {
        public TemporaryFolder Folder { get; } = new();

        public static Mount Tmpfs(string options)
        {
            var mount = new Mount();
            bool done = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", mount.Folder.Path) == 0;
            if (!done)
            {
                mount.Folder.Dispose();
            }

            Skip.IfNot(done, "skipped because mounting a tmpfs needs Linux and its root");
            return mount;
        }

        public void Dispose()
        {
            _ = Run("umount", Folder.Path);
            Folder.Dispose();
        }

        private static int Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
                process!.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return -1;
            }
        }
    }
}
