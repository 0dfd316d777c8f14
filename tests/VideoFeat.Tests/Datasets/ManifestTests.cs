using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoFeat.Bridges.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Datasets;

public class ManifestTests
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "docs", "formats", "dataset.sample.json");

    [Fact]
    public void The_documented_sample_is_read_as_the_page_says()
    {
        DatasetManifest m = DatasetManifest.Read(Sample);
        Assert.Equal(3, m.Items.Count);
        Assert.Equal(new ErrorLimit(Relative: 0.003), m.MaxError);
        Assert.Equal((ItemState.Exact, 1, 0f), (m.Items[1].State, m.Items[1].Shard, m.Items[1].MaxError));
        Assert.True(m.KindOf(m.Items[1]).Exact);
        Assert.Equal(new TensorSpec("", ElementType.Float32, new TensorShape(64, 52, 52)), Assert.Single(m.KindOf(m.Items[0]).Specs));
        Assert.Equal(BridgeNumber.Hevc, m.Kinds[0].Bridge);
        Assert.Null(m.Items[2].Source);
        Assert.Equal("train/000007.npy: it is empty (0 bytes).", Assert.Single(m.Bad).Reason);
    }

    [Fact]
    public void What_is_written_is_read_again_the_same_and_says_the_same_as_the_sample()
    {
        DatasetManifest m = DatasetManifest.Read(Sample);
        using var folder = new TemporaryFolder();
        m.Write(folder.Path);
        Assert.Equal(["dataset.json"], folder.Files);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(Sample)), JsonNode.Parse(File.ReadAllText(folder["dataset.json"]))));
        Assert.Equal(m.Items, DatasetManifest.Read(folder.Path).Items);
        Assert.Equal(m.Items.Count, File.ReadLines(folder["dataset.json"]).Count(l => l.StartsWith("{\"id\":", StringComparison.Ordinal) && l.Contains("\"first\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_schema_knows_every_member_that_is_written()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "formats", "dataset.schema.json")));
        using JsonDocument sample = JsonDocument.Parse(File.ReadAllText(Sample));
        JsonElement definitions = schema.RootElement.GetProperty("$defs");
        Known(sample.RootElement, schema.RootElement);
        Known(sample.RootElement.GetProperty("items")[0], definitions.GetProperty("item"));
        Known(sample.RootElement.GetProperty("items")[0].GetProperty("source"), definitions.GetProperty("source"));
        Known(sample.RootElement.GetProperty("kinds")[0], definitions.GetProperty("kind"));
        Known(sample.RootElement.GetProperty("shards")[0], definitions.GetProperty("shard"));

        static void Known(JsonElement value, JsonElement schema)
        {
            Assert.All(value.EnumerateObject(), p => Assert.True(schema.GetProperty("properties").TryGetProperty(p.Name, out _), p.Name));
            Assert.All(schema.GetProperty("required").EnumerateArray(), r => Assert.True(value.TryGetProperty(r.GetString()!, out _), r.GetString()));
        }
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "x: it is 'videofeat-dataset' version 2; 'videofeat-dataset' version 1 is read.")]
    [InlineData("\"shard\": 1, \"first\"", "\"shard\": 7, \"first\"", "x: items[1]: shard 7 of 2.")]
    [InlineData("shard-00000-exact.mp4", "../../etc/shard-00000.mp4", "x: shards[1]: '../../etc/shard-00000.mp4' is no name of a shard.")]
    [InlineData("\"first\": 1, \"count\": 1", "\"first\": 2, \"count\": 1", "x: items[2]: access units 2 to 2 of 2.")]
    [InlineData("\"id\": \"train/000001\"", "\"id\": \"train/000000\"", "x: items[1]: id 'train/000000' stands twice.")]
    [InlineData("\"kind\": 1, \"items\"", "\"kind\": -1, \"items\"", "x: shards[1]: kind -1 of 2.")]
    [InlineData("[64, 52, 52]", "[64, 0, 52]", "x: kinds[0]: tensor '': Dimension 1 is 0; it must be at least 1.")]
    [InlineData("\"7b85235c\"", "\"7B85235C\"", "x: items[0]: a CRC is not 8 hex digits.")]
    public void What_is_wrong_is_named_with_its_place(string good, string bad, string message)
    {
        string text = File.ReadAllText(Sample);
        int at = text.IndexOf(good, StringComparison.Ordinal);
        Assert.True(at >= 0);
        string wrong = text[..at] + bad + text[(at + good.Length)..];
        FeatureFormatException fault = Assert.Throws<FeatureFormatException>(() => ManifestReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(wrong)), "x"));
        Assert.Equal(message, fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"format\":\"videofeat-dataset\",\"version\":1}")]
    [InlineData("{\"format\":\"videofeat-dataset\",\"version\":1,\"plan\":null,\"settings\":{},\"maxError\":null,\"kinds\":[null],\"shards\":[],\"bad\":[],\"items\":[]}")]
    [InlineData("{\"format\":\"videofeat-dataset\",\"version\":1,\"plan\":null,\"settings\":{},\"maxError\":null,\"kinds\":[],\"shards\":[],\"bad\":[],\"items\":[{}]}")]
    public void What_is_no_manifest_is_a_fault_of_the_format(string text) =>
        Assert.Throws<FeatureFormatException>(() => ManifestReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x"));
}
