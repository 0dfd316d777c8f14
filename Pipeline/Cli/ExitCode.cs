namespace VideoFeat.Cli;

/// <summary>What the process's exit status means; documented in docs/cli.md.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A fault of VideoFeat itself.</summary>
    public const int Bug = 1;

    /// <summary>The command line or an option is wrong.</summary>
    public const int Usage = 2;

    /// <summary>An input is missing, damaged or cut; whole sets before the damage were still given.</summary>
    public const int BadInput = 3;

    /// <summary>Something that this machine lacks: an encoder, a device, a library.</summary>
    public const int Unavailable = 4;

    /// <summary>The output cannot be written: full disk, read-only folder.</summary>
    public const int CannotWrite = 5;

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    public const int Cancelled = 130;
}
