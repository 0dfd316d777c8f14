using VideoFeat.Bridges.Datasets;
using VideoFeat.Comparison.Results;
using VideoFeat.Packing;
using VideoFeat.Tests.Batch;
using VideoFeat.Tests.Cli;
using Xunit;

namespace VideoFeat.Tests.Comparison;

/// <summary>Datasets as inputs of the verb.</summary>
public sealed class DatasetInputsTests : IDisposable
{
    private const string Codecs = "near-lossless,brotli";

    private readonly BatchFolder _folder = new BatchFolder().With(5);

    [Fact]
    public async Task Items_are_the_decoded_tensors_and_a_damaged_one_is_a_row_with_its_reason()
    {
        await _folder.EncodeAsync(_folder.Options(new CodecOptions { Encoder = "libx265", Qp = 30 }));
        Videofeat.Succeed("batch", "decode", _folder.Dataset, "-o", _folder["back"]);
        ComparisonResults expected = Compare(_folder["back"], "of-tensors"), found = Compare(_folder.Dataset, "of-dataset");
        Assert.Equal(["000", "001", "002", "003", "004"], found.Items.Select(i => i.Id));
        Assert.Empty(found.Unread);
        Assert.Equal(expected.Cells.Select(c => (c.Item, c.Codec, c.Size, c.Distortion)), found.Cells.Select(c => (c.Item, c.Codec, c.Size, c.Distortion)));

        Damage("003");
        ComparisonResults damaged = Compare(_folder.Dataset, "of-dataset");
        Assert.Equal(["000", "001", "002", "004"], damaged.Items.Select(i => i.Id));
        UnreadItem bad = Assert.Single(damaged.Unread);
        Assert.Equal("003", bad.Id);
        Assert.Contains("shard-00001.mp4: item '003': ", bad.Reason, StringComparison.Ordinal);
        Assert.All(damaged.Pooled, r => Assert.Equal((4, 0), (r.Items, r.Failed)));
        Assert.Contains(File.ReadLines(Path.Combine(_folder["of-dataset"], "results.csv")), l => l.StartsWith("003,,,failed,", StringComparison.Ordinal));
        Assert.Contains("not read: ", File.ReadAllText(Path.Combine(_folder["of-dataset"], "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_whole_dataset_ends_with_one_clear_line()
    {
        await _folder.EncodeAsync();
        Videofeat.FailsWith(2, ["compare", _folder.Dataset, _folder.Sources, "--codecs", Codecs, "-o", _folder["out"]], $"{_folder.Sources}: is no dataset; inputs must be all datasets, or none.");
        string manifest = Path.Combine(_folder.Dataset, DatasetManifest.FileName);
        (DatasetManifest.Read(_folder.Dataset) with { Items = [], Shards = [], Kinds = [] }).Write(_folder.Dataset);
        Fails(2, $"{_folder.Dataset}: the dataset holds no items.");
        File.WriteAllText(manifest, "{\"name\": \"another\"}");
        Fails(3, manifest);
        File.Delete(manifest);
        Fails(2, $"{_folder.Dataset}: holds shards but no dataset.json; videofeat batch merge joins parts, videofeat batch repair makes it of the shards.");
    }

    public void Dispose() => _folder.Dispose();

    private void Fails(int status, string message) => Videofeat.FailsWith(status, ["compare", _folder.Dataset, "--codecs", Codecs, "-o", _folder["out"]], message);

    private ComparisonResults Compare(string input, string output)
    {
        Videofeat.Succeed("compare", input, "--codecs", Codecs, "-o", _folder[output]);
        return ResultsFile.Read(Path.Combine(_folder[output], "results.json"));
    }

    // The first item of a shard lies at the front of its media data, the codes of a small one behind its middle.
    private void Damage(string id)
    {
        DatasetManifest manifest = DatasetManifest.Read(_folder.Dataset);
        DatasetItem item = manifest.Items.Single(i => i.Id == id);
        string file = Path.Combine(_folder.Dataset, manifest.Shards[item.Shard].File);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.AsSpan().IndexOf("mdat"u8) + 4 + (item.Bytes * 3 / 4)] ^= 4;
        File.WriteAllBytes(file, bytes);
    }
}
