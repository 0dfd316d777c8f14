namespace VideoFeat.Cli;

/// <summary>The folder that the user named, or a temporary one that goes with this object.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly bool _temporary;

    public OutputFolder(string? named)
    {
        _temporary = named is null;
        Path = named ?? Directory.CreateTempSubdirectory("videofeat-run-").FullName;
    }

    public string Path { get; }

    public void Dispose()
    {
        if (_temporary)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
