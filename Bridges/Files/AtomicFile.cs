using System.Security.Cryptography;

namespace VideoFeat.Bridges.Files;

/// <summary>A file that appears whole or not at all: written under another name in the same folder, renamed by <see cref="Commit"/>.</summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private FileStream? _stream;

    private AtomicFile(string path, FileStream stream)
    {
        _path = path;
        _stream = stream;
    }

    /// <summary>The name under which it is written until it is whole; others may open it.</summary>
    public string TemporaryPath => _stream?.Name ?? throw new ObjectDisposedException(nameof(AtomicFile));

    /// <summary>Begins a file; an existing one of that name stays untouched until <see cref="Commit"/> replaces it.</summary>
    /// <exception cref="IOException">Nothing can be written there; the message names the file and why.</exception>
    public static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Resolve(path);
        if (Directory.Exists(full))
        {
            throw new IOException($"Cannot write '{path}': it is a folder.");
        }

        // Renaming over a device would replace it by a file.
        if (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            throw new IOException($"Cannot write '{path}': it is a device.");
        }

        string folder = Path.GetDirectoryName(full)!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.tmp");
        try
        {
            return new AtomicFile(path, new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, 1 << 16));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, e);
        }
    }

    /// <summary>Writes through the stream, which is lent until <paramref name="write"/> returns and can seek.</summary>
    /// <exception cref="IOException">Writing failed (a full disk, say); the message names the file and why.</exception>
    public void Write(Action<FileStream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        ObjectDisposedException.ThrowIf(_stream is null, this);
        try
        {
            write(_stream);
            _stream.Flush();
        }
        catch (Exception e) when (e is IOException and not Packing.FeatureFormatException or UnauthorizedAccessException)
        {
            throw Fault(_path, e);
        }
    }

    /// <summary>Closes the file and gives it its name, replacing one that was there.</summary>
    /// <exception cref="IOException">It could not be finished; nothing is left of it.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        string temporary = _stream.Name;
        try
        {
            _stream.Dispose();
            File.Move(temporary, Resolve(_path), overwrite: true);
            _stream = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(_path, e);
        }
    }

    /// <summary>Removes what was written, unless <see cref="Commit"/> was called.</summary>
    public void Dispose()
    {
        FileStream? stream = Interlocked.Exchange(ref _stream, null);
        if (stream is null)
        {
            return;
        }

        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk refuses the last buffer too; the file goes anyway.
        }

        try
        {
            File.Delete(stream.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The fault that brought us here says more.
        }
    }

    // A link stays a link; what it points to is replaced.
    private static string Resolve(string path) => new FileInfo(path).LinkTarget is null
        ? Path.GetFullPath(path)
        : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private static IOException Fault(string path, Exception e)
    {
        const int NoSpace = 28; // ENOSPC
        const int ReadOnly = 30; // EROFS
        const int DiskFull = unchecked((int)0x80070070); // ERROR_DISK_FULL
        string why = e switch
        {
            UnauthorizedAccessException => "permission denied.",
            _ when e.HResult == ReadOnly => "its folder is read-only.",
            DirectoryNotFoundException => "its folder does not exist.",
            _ when e.HResult is NoSpace or DiskFull => "the disk is full.",
            _ => e.Message,
        };
        return new IOException($"Cannot write '{path}': {why}", e);
    }
}
