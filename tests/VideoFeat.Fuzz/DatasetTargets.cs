using System.Text;
using VideoFeat.Bridges.Datasets;

namespace VideoFeat.Fuzz;

/// <summary>What a dataset's folder holds besides video: manifest, journal, and the sample table by which items are found.</summary>
internal static class DatasetTargets
{
    private const string Manifest = """
        {"format":"videofeat-dataset","version":1,"plan":null,"settings":{"bridge":"hevc"},"maxError":{"relative":0.003},"part":{"index":0,"count":2},
        "kinds":[{"tensors":[{"name":"","type":"float32","order":"channels-first","shape":[4,16,16]}],"bridge":"hevc","layout":{"kind":"tiled","width":64,"height":64,"framesPerSet":1},"quantizer":{"bits":8,"range":"min-max","granularity":"per-tensor"},"exact":false}],
        "shards":[{"file":"shard-00000.mp4","kind":0,"items":1,"units":1,"bytes":1024}],"bad":[{"id":"x","source":"x.npy","reason":"x.npy: it is empty (0 bytes)."}],
        "items":[{"id":"a","shard":0,"first":0,"count":1,"sets":1,"bytes":512,"bpe":4,"maxError":0.01,"state":"coded","codesCrc32c":"7b85235c","bytesCrc32c":"e2014a4b","source":null}]}
        """;

    public static IReadOnlyList<string> Words { get; } =
        ["null", "true", "[]", "{}", "-1", "1e999", "4294967296", "\"exact\"", "\"shards\":[", "\"kind\":", "\"shard-00001.mp4\"", "../", ",", "[", "]", "{", "}"];

    public static IEnumerable<byte[]> ManifestSeeds() => [Encoding.UTF8.GetBytes(Manifest)];

    public static IEnumerable<byte[]> JournalSeeds()
    {
        string json = "{\"shard\":0,\"kinds\":[],\"files\":[],\"bad\":[],\"items\":[]}";
        string head = "{\"format\":\"videofeat-journal\",\"version\":1,\"plan\":\"00\",\"settings\":{},\"maxError\":null,\"items\":1,\"shards\":1}";
        return [Encoding.UTF8.GetBytes($"{head}\n{Packing.Crc32C.Compute(Encoding.UTF8.GetBytes(json)):x8} {json}\n"), Encoding.UTF8.GetBytes(head + "\n")];
    }

    public static IEnumerable<byte[]> TableSeeds()
    {
        static byte[] Box(string name, params byte[][] parts)
        {
            byte[] body = [.. parts.SelectMany(p => p)];
            int size = 8 + body.Length;
            return [(byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size, .. Encoding.ASCII.GetBytes(name), .. body];
        }

        byte[] sizes = Box("stsz", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 7]);
        byte[] runs = Box("stsc", [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1]);
        byte[] chunks = Box("stco", [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 4, 0]);
        return [Box("trak", Box("mdia", Box("minf", Box("stbl", sizes, runs, chunks))))];
    }

    public static void ReadManifest(ReadOnlySpan<byte> data)
    {
        DatasetManifest manifest = ManifestReader.Read(new MemoryStream(data.ToArray()), "x");
        var written = new MemoryStream();
        ManifestWriter.Write(manifest, written);
        written.Position = 0;
        DatasetManifest again = ManifestReader.Read(written, "x");
        if (!again.Items.SequenceEqual(manifest.Items) || !again.Shards.SequenceEqual(manifest.Shards) || !again.Kinds.SequenceEqual(manifest.Kinds))
        {
            throw new InvalidOperationException("what was written came back as something else");
        }
    }

    public static void ReadJournal(ReadOnlySpan<byte> data)
    {
        _ = Journal.Read(new MemoryStream(data.ToArray()), "x", out long whole);
        if (whole > data.Length || (whole > 0 && data[(int)whole - 1] != '\n'))
        {
            throw new InvalidOperationException($"{whole} of {data.Length} bytes are said to be whole lines");
        }
    }

    public static void ReadTable(ReadOnlySpan<byte> data)
    {
        if (Mp4SampleTable.Parse(data) is { } table)
        {
            for (long i = 0; i < Math.Min(table.Count, 1000); i++)
            {
                _ = table[i];
            }
        }
    }
}
