using System.Security.Cryptography;
using VideoFeat.Batch;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Batch;

/// <summary>Sources and the datasets made of them, in a folder of its own.</summary>
internal sealed class BatchFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Sources => Directory.CreateDirectory(_folder["sources"]).FullName;

    public string Dataset => _folder["dataset"];

    public string this[string name] => _folder[name];

    /// <summary>Writes so many tensors, each another, and small enough that coding them takes milliseconds.</summary>
    public BatchFolder With(int items, TensorShape? shape = null, string prefix = "")
    {
        for (int i = 0; i < items; i++)
        {
            using FeatureTensor tensor = Tensors.Features(shape ?? new TensorShape(4, 16, 16), seed: i);
            Write($"{prefix}{i:D3}.npy", tensor);
        }

        return this;
    }

    public string Write(string name, FeatureTensor tensor)
    {
        string path = Path.Combine(Sources, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NpyFile.Write(path, tensor);
        return path;
    }

    /// <summary>Options that give a shard to every three items.</summary>
    public BatchOptions Options(CodecOptions? codec = null) => new()
    {
        Inputs = [Sources],
        Output = Dataset,
        Codec = codec ?? new CodecOptions { Encoder = "libx265", Lossless = true },
        ShardItems = 3,
        Jobs = 2,
    };

    public async Task<BatchReport> EncodeAsync(BatchOptions? options = null) => await BatchEncoder.RunAsync(options ?? Options()).ConfigureAwait(false);

    /// <summary>Name and SHA-256 of every file of a dataset, hidden ones included.</summary>
    public static string[] Digests(string folder) =>
        [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}")];

    public void Dispose() => _folder.Dispose();
}
