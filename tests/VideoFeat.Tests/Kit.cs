namespace VideoFeat.Tests;

/// <summary>The evaluation kit (real networks and pictures): outside the repository, so whoever wants it skips where it is not.</summary>
internal static class Kit
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") is { Length: > 0 } set ? set : BesideRepository();

    /// <summary>A file of the kit; the test is skipped where it is not there.</summary>
    public static string FileOrSkip(string path)
    {
        string file = Path.Combine(Folder, path);
        Skip.IfNot(File.Exists(file), $"skipped because {path} of the evaluation kit is not there (set VIDEOFEAT_KIT to its folder, or put it into ../shared/kit)");
        return file;
    }

    private static string BesideRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VideoFeat.sln")))
        {
            folder = folder.Parent;
        }

        return Path.GetFullPath(Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "..", "shared", "kit"));
    }
}
