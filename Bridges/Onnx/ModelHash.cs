using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace VideoFeat.Bridges.Onnx;

/// <summary>The SHA-256 by which both ends know that they run the same network.</summary>
public static class ModelHash
{
    /// <summary>
    /// SHA-256 of the model file's bytes; where weights lie in other files, those follow in the order of their paths (by code point), each as its
    /// path in UTF-8, a zero byte, its length (8 bytes, little-endian) and its bytes. So a model in one file has the hash that sha256sum gives.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static byte[] Compute(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string path = graph.FilePath ?? throw new ArgumentException("The graph was parsed from memory; only a file has a hash.", nameof(graph));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        Append(hash, path, buffer);
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (string external in graph.ExternalFiles)
        {
            string file = Path.Combine(Path.GetDirectoryName(path)!, external);
            hash.AppendData(Encoding.UTF8.GetBytes(external));
            hash.AppendData([0]);
            BinaryPrimitives.WriteInt64LittleEndian(length, new FileInfo(file).Length);
            hash.AppendData(length);
            Append(hash, file, buffer);
        }

        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string path, byte[] buffer)
    {
        using FileStream file = File.OpenRead(path);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }
    }
}
