using VideoFeat.Batch;
using VideoFeat.Datasets;
using VideoFeat.Packing;
using VideoFeat.Tests.Batch;

namespace VideoFeat.Tests.Datasets;

/// <summary>Any item, in any order, from any thread.</summary>
public class FeatureDatasetTests
{
    [Fact]
    public async Task Many_threads_read_random_items_through_few_decoders()
    {
        using BatchFolder folder = new BatchFolder().With(10).With(5, new TensorShape(2, 24, 16), "b/");
        await folder.EncodeAsync();
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset, new DatasetOptions { Decoders = 2, OpenShards = 2 });
        byte[][] expected = [.. Enumerable.Range(0, dataset.Count).Select(i =>
        {
            using FeatureSet set = dataset[i];
            return set[0].Bytes.ToArray();
        })];
        int[] order = [.. Enumerable.Range(0, 120).Select(i => i * 7 % dataset.Count)];
        await Parallel.ForEachAsync(order, new ParallelOptions { MaxDegreeOfParallelism = 8 }, (i, _) =>
        {
            using FeatureSet set = dataset[i];
            Assert.Equal(dataset.Manifest.Items[i].Id, set.ItemId);
            Assert.True(set[0].Bytes.SequenceEqual(expected[i]));
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public async Task Items_are_read_ahead_and_come_in_the_order_asked_for()
    {
        using BatchFolder folder = new BatchFolder().With(7);
        await folder.EncodeAsync();
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        var ids = new List<string?>();
        await foreach (FeatureSet set in dataset.ReadAsync([6, 0, 3, 3, 1], ahead: 2))
        {
            using (set)
            {
                ids.Add(set.ItemId);
            }
        }

        Assert.Equal(["006", "000", "003", "003", "001"], ids);
        await foreach (FeatureSet set in dataset.ReadAsync())
        {
            set.Dispose();
            break;
        }
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        using BatchFolder folder = new BatchFolder().With(2);
        await folder.EncodeAsync();
        using FeatureDataset dataset = FeatureDataset.Open(folder.Dataset);
        Assert.Equal($"No item 'x' in {folder.Dataset}; it holds 2 items.", Assert.Throws<KeyNotFoundException>(() => dataset["x"]).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset[2]);
        Assert.Equal($"{folder["none"]}: no such file.", Assert.Throws<FileNotFoundException>(() => FeatureDataset.Open(folder["none"])).Message);
        dataset.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dataset[0]);
    }
}
