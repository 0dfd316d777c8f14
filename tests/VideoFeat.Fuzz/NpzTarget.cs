using System.IO.Compression;
using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Fuzz;

/// <summary>.npz: every array of every archive that opens.</summary>
internal static class NpzTarget
{
    public static IEnumerable<byte[]> Seeds()
    {
        foreach (byte[] vector in FuzzTargets.Vectors("arrays", ".npz"))
        {
            yield return vector;
        }

        var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("folder/");
            using Stream entry = archive.CreateEntry("folder/a.npy").Open();
            entry.Write(FuzzTargets.Vectors("arrays", "f4.npy").First());
        }

        yield return memory.ToArray();
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        using NpzFile file = NpzFile.Open(new MemoryStream(data.ToArray()), "x", ArrayReadOptions.Default);
        file.ReadSet().Dispose();
    }
}
