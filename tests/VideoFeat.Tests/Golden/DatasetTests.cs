using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VideoFeat.Batch;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Golden;

/// <summary>
/// The datasets of tests/vectors/dataset read as dataset.tsv states, bit for bit; the Python reader is held to the same list. Their items are coded as asked, coded finer and
/// stored exactly, single and in batches, of every element type. Written anew like the streams (<see cref="StreamTests"/>).
/// </summary>
public class DatasetTests
{
    private const string List = "dataset/dataset.tsv";

    [Theory]
    [InlineData("mp4")]
    [InlineData("mkv")]
    public void Every_item_of_a_golden_dataset_is_the_one_that_was_written_down(string container)
    {
        string[] expected = [.. File.ReadLines(Vectors.Find(List)).Where(line => line.StartsWith(container + "\t", StringComparison.Ordinal))];
        Assert.True(expected.Length >= 10, $"{List} has {expected.Length} items in {container}");
        Assert.Equal(expected, Rows(Vectors.Find("dataset"), container));
    }

    [SkippableFact]
    public async Task The_golden_datasets_are_written()
    {
        string? folder = Environment.GetEnvironmentVariable("VIDEOFEAT_WRITE_GOLDEN");
        Skip.If(folder is null, "skipped because VIDEOFEAT_WRITE_GOLDEN names no folder to write golden files into");
        using var sources = new TemporaryFolder();
        foreach (FeatureSet set in Sources())
        {
            using (set)
            {
                TensorFiles.Write(sources[set.ItemId!], set);
                File.SetLastWriteTimeUtc(sources[set.ItemId!], DateTime.UnixEpoch);
            }
        }

        string datasets = Directory.CreateDirectory(Path.Combine(folder!, "dataset")).FullName;
        foreach (string container in new[] { "mp4", "mkv" })
        {
            BatchReport report = await BatchEncoder.RunAsync(new BatchOptions
            {
                Inputs = [sources.Path],
                Output = Path.Combine(datasets, container),
                Codec = new CodecOptions { Encoder = "libx265", Qp = 14 },
                MaxError = new ErrorLimit(Relative: 0.01),
                ShardItems = 4,
                Container = container,
                Jobs = 1,
            });
            Assert.Empty(report.Manifest.Bad);
            Assert.All(Enum.GetValues<ItemState>(), state => Assert.True(report.Count(state) > 0, $"no item is {state}"));
        }

        string[] rows = [.. new[] { "mp4", "mkv" }.SelectMany(container => Rows(datasets, container))];
        File.WriteAllText(Path.Combine(folder!, List), $"# container\titem\tstate\tSHA-256 of its tensors' elements\n{string.Join('\n', rows)}\n");
    }

    private static IEnumerable<string> Rows(string folder, string container)
    {
        using FeatureDataset dataset = FeatureDataset.Open(Path.Combine(folder, container));
        for (int i = 0; i < dataset.Count; i++)
        {
            using FeatureSet item = dataset[i];
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (FeatureTensor tensor in item)
            {
                hash.AppendData(tensor.Bytes);
            }

            yield return $"{container}\t{dataset.Manifest.Items[i].Id}\t{dataset.Manifest.Items[i].State}\t{Convert.ToHexStringLower(hash.GetHashAndReset())}";
        }
    }

    // Smooth float32, single and in batches of 3; with outliers that lossy coding misses; with NaN and infinity; and the other types.
    private static IEnumerable<FeatureSet> Sources()
    {
        for (int i = 0; i < 3; i++)
        {
            yield return Named($"smooth-{i}.npy", Float32(new TensorShape(6, 12, 16), i, (_, v) => v));
            yield return Named($"batch-{i}.npy", Float32(new TensorShape(3, 6, 12, 16), 10 + i, (_, v) => v));
            yield return Named($"noise-{i}.npy", Float32(new TensorShape(6, 12, 16), 20 + i, (k, v) => k % 37 == 0 ? 5 * v : v));
            yield return Named($"broken-{i}.npy", Float32(new TensorShape(6, 12, 16), 30 + i, (k, v) => k == 5 ? float.NaN : k == 6 ? float.NegativeInfinity : v));
        }

        yield return Named("types.safetensors", Bytes("half", ElementType.Float16), Bytes("brain", ElementType.BFloat16), Bytes("signed", ElementType.Int8), Bytes("unsigned", ElementType.UInt8));
    }

    private static FeatureSet Named(string name, params ReadOnlySpan<FeatureTensor> tensors) => new(tensors) { ItemId = name };

    private static FeatureTensor Float32(TensorShape shape, int seed, Func<int, float, float> change)
    {
        FeatureTensor tensor = Tensors.Features(shape, seed);
        for (int k = 0; k < tensor.Floats.Length; k++)
        {
            tensor.Floats[k] = change(k, tensor.Floats[k]);
        }

        return tensor;
    }

    private static FeatureTensor Bytes(string name, ElementType type)
    {
        FeatureTensor tensor = FeatureTensor.Rent(new TensorSpec(name, type, new TensorShape(4, 5, 7)));
        for (int k = 0; k < tensor.Shape.Elements; k++)
        {
            float value = 2 + MathF.Sin(k * 0.2f);
            switch (type)
            {
                case ElementType.Float16:
                    MemoryMarshal.Cast<byte, Half>(tensor.Bytes)[k] = (Half)value;
                    break;
                case ElementType.BFloat16:
                    MemoryMarshal.Cast<byte, ushort>(tensor.Bytes)[k] = (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);
                    break;
                default:
                    tensor.Bytes[k] = (byte)(k * 3);
                    break;
            }
        }

        return tensor;
    }
}
