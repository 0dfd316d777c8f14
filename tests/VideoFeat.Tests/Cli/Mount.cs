namespace VideoFeat.Tests.Cli;

/// <summary>A small file system of its own, unmounted at the end.</summary>
internal sealed class Mount : IDisposable
{
    private readonly string _path;

    private Mount(string path) => _path = path;

    public static Mount Tmpfs(string path, string options)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Tool.Exists("mount"), "skipped because small file systems are mounted with Linux's 'mount'");
        Directory.CreateDirectory(path);
        (int status, _, string error) = Tool.Run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
        Skip.IfNot(status == 0, $"skipped because a tmpfs cannot be mounted here (needs root): {error.Trim()}");
        return new Mount(path);
    }

    public void Dispose() => Tool.Run("umount", [_path]);
}
