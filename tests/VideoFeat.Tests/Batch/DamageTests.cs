using VideoFeat.Batch;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Batch;

/// <summary>Verify names every bad item and no other; every other item still reads.</summary>
public class DamageTests
{
    [Theory]
    [InlineData("hevc", "mp4")]
    [InlineData("near-lossless", "mp4")]
    [InlineData("hevc", "mkv")]
    public async Task A_flipped_bit_anywhere_in_an_item_names_that_item_and_no_other(string bridge, string container)
    {
        using BatchFolder folder = new BatchFolder().With(6);
        CodecOptions codec = bridge == "hevc" ? new() { Encoder = "libx265", Qp = 20 } : new() { Bridge = FeatureBridge.NearLossless };
        BatchReport report = await folder.EncodeAsync(folder.Options(codec) with { Container = container });
        Random random = Seeds.Random(5);
        for (int round = 0; round < 25; round++)
        {
            DatasetItem victim = report.Manifest.Items[random.Next(6)];
            string path = Path.Combine(folder.Dataset, report.Manifest.Shards[victim.Shard].File);
            byte[] good = await File.ReadAllBytesAsync(path);
            byte[] bad = [.. good];
            (int start, int length) = SliceOf(folder.Dataset, report.Manifest, victim, good);
            int at = start + random.Next(length);
            bad[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, bad);
            Assert.Equal([victim.Id], Verify(folder.Dataset));
            await File.WriteAllBytesAsync(path, good);
        }

        Assert.Empty(Verify(folder.Dataset));
    }

    [Fact]
    public async Task A_cut_file_loses_what_lies_behind_the_cut()
    {
        using BatchFolder folder = new BatchFolder().With(6);
        BatchReport report = await folder.EncodeAsync();
        string path = Path.Combine(folder.Dataset, "shard-00001.mp4");
        byte[] whole = await File.ReadAllBytesAsync(path);
        (int start, _) = SliceOf(folder.Dataset, report.Manifest, report.Manifest.Items[4], whole);
        await File.WriteAllBytesAsync(path, whole[..(start + 1)]);
        Assert.Equal(["004", "005"], Verify(folder.Dataset));
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        using FeatureSet before = dataset["003"];
        string message = Assert.Throws<FeatureFormatException>(() => dataset["004"]).Message;
        Assert.Equal($"{path}: access unit 1 ends at byte {start + SizeOf(report.Manifest.Items[4])}; the file ends at {start + 1} (truncated).", message);

        DatasetManifest repaired = DatasetRepair.Run(folder.Dataset);
        Assert.Equal(["000", "001", "002", "003"], repaired.Items.Select(i => i.Id));
        Assert.Equal(2, repaired.Bad.Count);
        Assert.Empty(Verify(folder.Dataset));
    }

    [Fact]
    public async Task Swapped_files_are_found_in_each_others_place()
    {
        using BatchFolder folder = new BatchFolder().With(9);
        await folder.EncodeAsync();
        (string a, string b, string spare) = (Path.Combine(folder.Dataset, "shard-00000.mp4"), Path.Combine(folder.Dataset, "shard-00001.mp4"), folder["spare"]);
        File.Move(a, spare);
        File.Move(b, a);
        File.Move(spare, b);
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        IReadOnlyList<BadItem> bad = DatasetVerifier.Run(dataset);
        Assert.Equal(["000", "001", "002", "003", "004", "005"], bad.Select(i => i.Id));
        Assert.Equal("the file holds item '003' in its place", bad[0].Reason);
        Assert.Contains("the file holds item '003' in its place", Assert.Throws<FeatureFormatException>(() => dataset[0]).Message, StringComparison.Ordinal);
        dataset[8].Dispose();

        // Each file still says what it holds.
        DatasetManifest repaired = DatasetRepair.Run(folder.Dataset);
        Assert.Equal(["003", "004", "005", "000", "001", "002", "006", "007", "008"], repaired.Items.Select(i => i.Id));
        Assert.Empty(Verify(folder.Dataset));
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        using BatchFolder folder = new BatchFolder().With(4);
        await folder.EncodeAsync();
        string path = Path.Combine(folder.Dataset, "shard-00001.mp4");
        File.Delete(path);
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        Assert.Equal(new BadItem("003", "shard-00001.mp4", $"{path}: no such file."), Assert.Single(DatasetVerifier.Run(dataset)));
    }

    [Fact]
    public async Task Repair_finds_again_all_that_the_files_know()
    {
        using BatchFolder folder = new BatchFolder().With(5);
        using (FeatureTensor nan = Tensors.Features(new TensorShape(4, 16, 16), 77))
        {
            nan.Floats[9] = float.NaN;
            folder.Write("002x.npy", nan);
        }

        BatchReport report = await folder.EncodeAsync(folder.Options(new CodecOptions { Encoder = "libx265", Qp = 30 }) with { MaxError = new ErrorLimit(Relative: 0.01) });
        File.Delete(Path.Combine(folder.Dataset, "dataset.json"));
        DatasetManifest repaired = DatasetRepair.Run(folder.Dataset, [folder.Sources]);
        Assert.Equal(report.Manifest.Items, repaired.Items);
        Assert.Equal(report.Manifest.Shards, repaired.Shards);
        Assert.Equal(report.Manifest.Kinds, repaired.Kinds);
        Assert.Null(repaired.Plan);
    }

    [Fact]
    public async Task A_source_that_is_another_now_is_found_by_its_digest()
    {
        using BatchFolder folder = new BatchFolder().With(3);
        await folder.EncodeAsync();
        using (FeatureTensor other = Tensors.Features(new TensorShape(4, 16, 16), 99))
        {
            folder.Write("001.npy", other);
        }

        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        BadItem bad = Assert.Single(DatasetVerifier.Run(dataset, sources: [folder.Sources]));
        Assert.Equal("001", bad.Id);
        Assert.StartsWith("its source 001.npy has changed: SHA-256 ", bad.Reason, StringComparison.Ordinal);
    }

    private static string[] Verify(string folder)
    {
        using FeatureDataset dataset = FeatureDataset.Open(folder);
        return [.. DatasetVerifier.Run(dataset, jobs: 2).Select(b => b.Id)];
    }

    private static int SizeOf(DatasetItem item) => (int)item.Bytes;

    // Where an item's bytes lie in its file; in Matroska those of its feature header, which stand nowhere else.
    private static (int Start, int Length) SliceOf(string folder, DatasetManifest manifest, DatasetItem item, byte[] file)
    {
        string path = Path.Combine(folder, manifest.Shards[item.Shard].File);
        if (path.EndsWith(".mp4", StringComparison.Ordinal))
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path);
            return ((int)Mp4SampleTable.Read(handle, path)[item.First].Offset, (int)item.Bytes);
        }

        // The last feature SEI is the unit's own; the configuration before it is that of all items.
        (int Start, int Length) place = default;
        using IShardReader reader = ShardReaders.Open(path);
        foreach (NalUnit nal in AnnexB.Units(reader.Read(item.First, 1)[0]))
        {
            if (nal.Type == NalUnitType.PrefixSei)
            {
                place = (file.AsSpan().IndexOf(nal.Bytes), nal.Bytes.Length);
            }
        }

        return place;
    }
}
