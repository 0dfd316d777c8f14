using System.Runtime.InteropServices;

namespace VideoFeat.Native;

/// <summary>Makes the names in a folder last: a file that was renamed is under its new name after a power cut too.</summary>
public static partial class FolderSync
{
    private const int ReadOnly = 0; // O_RDONLY

    /// <summary>Waits until the folder's entries are on the disk. Does nothing where the system has no such call (Windows), or the file system refuses it.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = Open(folder, ReadOnly);
        if (handle >= 0)
        {
            _ = Sync(handle);
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
