using System.Runtime.InteropServices;
using VideoFeat.Native.Interop;

namespace VideoFeat.Tests.Native;

public class NativeMethodsResolverTests
{
    [Fact]
    public void A_library_that_is_named_but_not_there_is_not_looked_for_elsewhere()
    {
        DllNotFoundException error = Assert.Throws<DllNotFoundException>(
            () => NativeMethodsResolver.Load("/nowhere/lib.so", AppContext.BaseDirectory, NativeMethodsResolver.FileName));
        Assert.Equal(
            "VideoFeat's native library was not found or did not load. Looked at:\n  /nowhere/lib.so: no such file\n" +
            "It needs the FFmpeg libraries it was built with; VIDEOFEAT_NATIVE can name the file.", error.Message);
    }

    [SkippableFact]
    public void The_search_says_every_place()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "skipped because the names are those of Linux");
        string folder = Directory.CreateTempSubdirectory("videofeat-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "libother.so"), "no library");
            DllNotFoundException error = Assert.Throws<DllNotFoundException>(() => NativeMethodsResolver.Load(null, folder, "libother.so"));
            string[] lines = error.Message.Split('\n');
            Assert.Equal(5, lines.Length);
            Assert.StartsWith($"  {folder}/libother.so: ", lines[1], StringComparison.Ordinal);
            Assert.Contains("file too short", lines[1], StringComparison.Ordinal);
            string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            Assert.Equal(
                $"  {folder}/runtimes/linux-{architecture}/native/libother.so: no such file", lines[2]);
            Assert.Equal("  libother.so: not on the system's search path", lines[3]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public void Another_library_of_that_name_is_refused()
    {
        string other = "/lib/x86_64-linux-gnu/libc.so.6";
        Skip.IfNot(File.Exists(other), "skipped because there is no other library to try");
        DllNotFoundException error = Assert.Throws<DllNotFoundException>(() => NativeMethodsResolver.Load(other, "/", "libother.so"));
        Assert.Contains($"'{other}' is not VideoFeat's native library: it has no vf_abi_version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_library_beside_the_program_loads_and_so_does_the_folder_named()
    {
        Assert.NotEqual(0, NativeMethodsResolver.Load(null, AppContext.BaseDirectory, NativeMethodsResolver.FileName));
        Assert.NotEqual(0, NativeMethodsResolver.Load(AppContext.BaseDirectory, "/nowhere", NativeMethodsResolver.FileName));
    }
}
