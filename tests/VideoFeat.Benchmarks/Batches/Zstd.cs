using System.Runtime.InteropServices;

namespace VideoFeat.Benchmarks.Batches;

/// <summary>libzstd in this process, so that small files are not charged for a program's start.</summary>
internal static partial class Zstd
{
    private const string Library = "libzstd.so.1";

    public static byte[] Compress(ReadOnlySpan<byte> source, int level)
    {
        byte[] target = new byte[Bound((nuint)source.Length)];
        nuint length = Compress(target, (nuint)target.Length, source, (nuint)source.Length, level);
        return target[..(int)length];
    }

    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (Decompress(target, (nuint)target.Length, source, (nuint)source.Length) != (nuint)target.Length)
        {
            throw new InvalidOperationException("zstd gave other bytes back.");
        }
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_compressBound")]
    private static partial nuint Bound(nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress")]
    private static partial nuint Compress(Span<byte> target, nuint capacity, ReadOnlySpan<byte> source, nuint length, int level);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompress")]
    private static partial nuint Decompress(Span<byte> target, nuint capacity, ReadOnlySpan<byte> source, nuint length);
}
