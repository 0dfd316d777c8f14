using System.Formats.Tar;
using VideoFeat.Batch;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Batch;

/// <summary>What goes in comes out, whatever it is called and however it is packed.</summary>
public class BatchEncodeTests
{
    [Fact]
    public async Task The_number_of_jobs_changes_no_byte()
    {
        using BatchFolder folder = new BatchFolder().With(8);
        await folder.EncodeAsync(folder.Options() with { Jobs = 1 });
        await folder.EncodeAsync(folder.Options() with { Jobs = 3, Output = folder["other"] });
        Assert.Equal(["dataset.json", "shard-00000.mp4", "shard-00001.mp4", "shard-00002.mp4"], BatchFolder.Digests(folder.Dataset).Select(d => d.Split(' ')[0]));
        Assert.Equal(BatchFolder.Digests(folder.Dataset), BatchFolder.Digests(folder["other"]));
    }

    [Fact]
    public async Task Items_of_several_kinds_a_sequence_and_a_tar_come_back_by_position_and_by_id()
    {
        using BatchFolder folder = new BatchFolder().With(2, prefix: "a/").With(2, new TensorShape(3, 4, 16, 16), "seq/");
        WriteTar(Path.Combine(folder.Sources, "web.tar"));
        BatchReport report = await folder.EncodeAsync();
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        Assert.Empty(report.Manifest.Bad);
        Assert.Equal(["a/000", "a/001", "seq/000", "seq/001", "web.tar/s/0", "web.tar/s/1"], dataset.Manifest.Items.Select(i => i.Id).Order(StringComparer.Ordinal));
        Assert.Empty(DatasetVerifier.Run(dataset, sources: [folder.Sources]));
        using FeatureSet sample = dataset["web.tar/s/1"];
        Assert.Equal(["p3", "p4"], sample.Select(t => t.Name));
        using FeatureSet sequence = dataset["seq/001"];
        Assert.Equal(new TensorShape(3, 4, 16, 16), sequence[0].Shape);
        using FeatureTensor source = NpyFile.Read(Path.Combine(folder.Sources, "seq/001.npy"));
        Assert.True(FeatureError.Measure(source, sequence[0]).MaxAbs <= dataset.Manifest.Items[dataset.IndexOf("seq/001")].MaxError);
    }

    [Fact]
    public async Task A_bad_item_is_a_line_of_the_report_and_not_the_end()
    {
        using BatchFolder folder = new BatchFolder().With(3);
        await File.WriteAllTextAsync(Path.Combine(folder.Sources, "empty.npy"), "");
        await File.WriteAllBytesAsync(Path.Combine(folder.Sources, "cut.npy"), (await File.ReadAllBytesAsync(Path.Combine(folder.Sources, "000.npy")))[..^7]);
        using (FeatureTensor nan = Tensors.Features(new TensorShape(4, 16, 16)))
        {
            nan.Floats[5] = float.NaN;
            folder.Write("nan.npy", nan);
        }

        await File.WriteAllBytesAsync(Path.Combine(folder.Sources, "000.npz"), [1, 2, 3]);
        BatchReport report = await folder.EncodeAsync();
        Assert.Equal(3, report.Manifest.Items.Count);
        Assert.Equal(
            [
                "000.npz: its id '000' is that of 000.npy.",
                "cut.npy: shape 4x16x16 of 4 bytes an element takes 4096 bytes; it holds 4089 (truncated).",
                "empty.npy: it is empty (0 bytes).",
            ],
            report.Manifest.Bad.Where(b => b.Id != "nan").Select(b => b.Reason));
        Assert.Contains("NaN", report.Manifest.Bad.Single(b => b.Id == "nan").Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hevc", 0.004)]
    [InlineData("hevc-p", 0.004)]
    [InlineData("near-lossless", 0.001)]
    [InlineData("lightweight", 0.01)]
    public async Task No_element_is_further_from_its_source_than_was_promised(string bridge, double relative)
    {
        using BatchFolder folder = new BatchFolder().With(3);
        using (FeatureTensor spiky = Tensors.Features(new TensorShape(4, 16, 16), 77))
        {
            spiky.Floats[9] = float.NaN;
            folder.Write("nan.npy", spiky);
        }

        CodecOptions codec = bridge switch
        {
            "hevc" => new() { Encoder = "libx265", Qp = 35 },
            "hevc-p" => new() { Encoder = "libx265", Qp = 35, Prediction = Bridges.Hevc.Prediction.LowDelayP },
            "lightweight" => new() { Bridge = FeatureBridge.Lightweight, Levels = 4 },
            _ => new() { Bridge = FeatureBridge.NearLossless },
        };
        BatchReport report = await folder.EncodeAsync(folder.Options(codec) with { MaxError = new ErrorLimit(Relative: relative) });
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        Assert.Empty(report.Manifest.Bad);
        Assert.Equal((3, 1), (report.Count(ItemState.Finer), report.Count(ItemState.Exact)));
        foreach (DatasetItem item in dataset.Manifest.Items)
        {
            using FeatureTensor source = NpyFile.Read(Path.Combine(folder.Sources, item.Id + ".npy"));
            using FeatureSet decoded = dataset[item.Id];
            float[] finite = [.. source.Floats.ToArray().Where(float.IsFinite)];
            Assert.True(FeatureError.Measure(source, decoded[0]).MaxAbs <= relative * ((double)finite.Max() - finite.Min()), item.Id);
        }

        using FeatureTensor exact = NpyFile.Read(Path.Combine(folder.Sources, "nan.npy"));
        using FeatureSet same = dataset["nan"];
        Assert.True(exact.Bytes.SequenceEqual(same[0].Bytes));
    }

    [Fact]
    public async Task Every_file_decodes_without_the_manifest_and_without_a_gap()
    {
        using BatchFolder folder = new BatchFolder().With(6);
        using (FeatureTensor nan = Tensors.Features(new TensorShape(4, 16, 16), 77))
        {
            nan.Floats[9] = float.PositiveInfinity;
            folder.Write("0005.npy", nan); // between others of its shard
        }

        // Items alternate between the steps, so that sets are taken back in the middle.
        BatchReport report = await folder.EncodeAsync(folder.Options() with { MaxError = new ErrorLimit(Absolute: 0.0045), ShardItems = 10 });
        var states = new List<(string File, string? Id, FeatureState State)>();
        foreach (DatasetShard shard in report.Manifest.Shards)
        {
            using var decoder = FeatureDecoder.Open();
            foreach (DecodedFeature set in decoder.DecodeFile(Path.Combine(folder.Dataset, shard.File)))
            {
                using (set)
                {
                    states.Add((shard.File, set.ItemId, set.State));
                }
            }
        }

        Assert.All(states, s => Assert.Equal(FeatureState.Intact, s.State));
        Assert.Equal(report.Manifest.Items.Select(i => i.Id).Order(StringComparer.Ordinal), states.Select(s => s.Id!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Int8)]
    public async Task Exact_items_of_every_type_come_back_bit_for_bit(ElementType type)
    {
        using BatchFolder folder = new BatchFolder();
        var spec = new TensorSpec("t", type, new TensorShape(2, 3, 8, 8));
        using (FeatureTensor tensor = FeatureTensor.Rent(spec))
        {
            Seeds.Random(3).NextBytes(tensor.Bytes);
            using var set = new FeatureSet(tensor);
            SafetensorsFile.Write(Path.Combine(folder.Sources, "x.safetensors"), set);
        }

        await folder.EncodeAsync(folder.Options(new CodecOptions { Exact = true, Bridge = FeatureBridge.NearLossless }));
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        using FeatureSet back = dataset[0];
        using FeatureSet source = SafetensorsFile.Read(Path.Combine(folder.Sources, "x.safetensors"));
        Assert.Equal(source[0].Spec, back[0].Spec);
        Assert.True(source[0].Bytes.SequenceEqual(back[0].Bytes));
        Assert.Equal((ItemState.Exact, 0f), (dataset.Manifest.Items[0].State, dataset.Manifest.Items[0].MaxError));
    }

    [Fact]
    public async Task Globs_and_lists_name_items_too()
    {
        using BatchFolder folder = new BatchFolder().With(2, prefix: "a/x").With(2, prefix: "b/y");
        string list = Path.Combine(folder.Sources, "list.txt");
        await File.WriteAllTextAsync(list, "# some\n\na/x000.npy\nmissing.npy\n");
        string[] Ids(params string[] inputs) => [.. BatchPlan.Make(folder.Options() with { Inputs = inputs }).Shards.SelectMany(s => s.Items).Select(i => i.Source.Id)];
        Assert.Equal(["a/x000", "a/x001"], Ids($"{folder.Sources}/a*/*.npy"));
        Assert.Equal(["a/x001", "b/y001"], Ids($"{folder.Sources}/**/?001.npy"));
        Assert.Equal(["a/x000"], Ids(list));
        Assert.Equal("missing.npy: no such file.", Assert.Single(BatchPlan.Make(folder.Options() with { Inputs = [list] }).Bad).Reason);
        Assert.Equal(["a/x000", "a/x001", "b/y000", "b/y001"], Ids(Path.Combine(folder.Sources, "a"), Path.Combine(folder.Sources, "b")));
    }

    [Fact]
    public async Task An_estimate_by_a_sample_is_near_and_writes_nothing()
    {
        using BatchFolder folder = new BatchFolder().With(20);
        BatchEstimate estimate = BatchEstimate.Make(folder.Options());
        Assert.False(Directory.Exists(folder.Dataset));
        Assert.Equal((20, 0, 7, 12, 20L * 4096), (estimate.Items, estimate.Bad, estimate.Shards, estimate.Sampled, estimate.TensorBytes));
        BatchReport report = await folder.EncodeAsync();
        long coded = report.Manifest.Items.Sum(i => i.Bytes);
        Assert.InRange(estimate.CodedBytes, 0.8 * coded, 1.2 * coded);
    }

    [Fact]
    public async Task Options_out_of_range_are_all_named()
    {
        using BatchFolder folder = new BatchFolder().With(1);
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => folder.EncodeAsync(folder.Options() with { Jobs = 0, Container = "avi", MaxError = new ErrorLimit(-1) }));
        Assert.Equal("Batch options: jobs is 0; allowed are 1..256; container is 'avi'; allowed are mp4, mkv; the largest error must be a number of at least 0.", fault.Message);
    }

    private static void WriteTar(string path)
    {
        using FileStream file = File.Create(path);
        using var tar = new TarWriter(file);
        for (int i = 0; i < 2; i++)
        {
            foreach (string name in new[] { "p3", "p4" })
            {
                using var folder = new TemporaryFolder();
                using FeatureTensor tensor = Tensors.Features(new TensorShape(4, 8, 16), seed: i);
                NpyFile.Write(folder["x.npy"], tensor);
                tar.WriteEntry(folder["x.npy"], $"s/{i}.{name}.npy");
            }

            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"s/{i}.json") { DataStream = new MemoryStream("{}"u8.ToArray()) });
        }
    }
}
