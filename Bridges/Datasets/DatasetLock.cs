namespace VideoFeat.Bridges.Datasets;

/// <summary>The right to write into a dataset's folder. It ends with the process, however that ends.</summary>
public sealed class DatasetLock : IDisposable
{
    private const string Whole = ".lock";

    private readonly string _folder;
    private readonly List<FileStream> _held = [];
    private string? _own;

    private DatasetLock(string folder) => _folder = folder;

    /// <summary>Takes the lock: of the whole dataset, or of one part, beside which others may work on other parts.</summary>
    /// <exception cref="IOException">Another process holds it, or the folder cannot be written.</exception>
    public static DatasetLock Take(string folder, DatasetPart? part = null)
    {
        var taken = new DatasetLock(folder);
        try
        {
            taken.Hold(Whole, shared: part is not null);
            if (part is not null)
            {
                taken.Hold($"{Whole}-{part}", shared: false);
            }

            taken._own = part is null ? Whole : $"{Whole}-{part}";
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Lets go, and removes the lock's file.</summary>
    public void Dispose()
    {
        // Removed while held: who opens it later makes a new one, who had it open already finds it gone (Hold).
        if (_own is not null)
        {
            Remove(_own);
            _own = null;
        }

        _held.ForEach(f => f.Dispose());
        _held.Clear();
    }

    private void Hold(string name, bool shared)
    {
        string path = Path.Combine(_folder, name);
        FileStream file;
        try
        {
            // FileShare.None is an exclusive flock, FileShare.Read a shared one.
            file = new FileStream(path, FileMode.OpenOrCreate, shared ? FileAccess.Read : FileAccess.ReadWrite, shared ? FileShare.Read : FileShare.None, 1);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"Cannot write '{_folder}': permission denied.", e);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException && !IsReadOnly(e))
        {
            throw new IOException($"Cannot write '{_folder}': another run works on this dataset ('{name}' is held).", e);
        }
        catch (IOException e) when (IsReadOnly(e))
        {
            throw new IOException($"Cannot write '{_folder}': it is on a read-only file system.", e);
        }

        _held.Add(file);
        if (!File.Exists(path))
        {
            throw new IOException($"Cannot write '{_folder}': another run has just ended its work on this dataset; run it again.");
        }
    }

    private static bool IsReadOnly(IOException e) => e.HResult == 30; // EROFS

    private void Remove(string name)
    {
        try
        {
            File.Delete(Path.Combine(_folder, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty file stays behind; the next run takes it over.
        }
    }
}
