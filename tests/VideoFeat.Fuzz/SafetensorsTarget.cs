using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Fuzz;

/// <summary>.safetensors: what can be read is written to a header that reads the same.</summary>
internal static class SafetensorsTarget
{
    private static readonly ArrayReadOptions Options = new() { ConvertFloat64 = true };

    public static IReadOnlyList<string> Words { get; } =
        ["\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F32\"", "\"F64\"", "\"BF16\"", "\"U8\"", "[0,4]", "[", "]", "{", "}", ":", ",", "-1", "1e9", "\\u0000", "\\ud800"];

    public static IEnumerable<byte[]> Seeds() => FuzzTargets.Vectors("arrays", ".safetensors")
        .Append([.. BitConverter.GetBytes(54L), .. "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}} "u8, 1, 2, 3, 4]);

    public static void Run(ReadOnlySpan<byte> data)
    {
        using SafetensorsFile file = SafetensorsFile.Open(new MemoryStream(data.ToArray()), "x", Options);
        using FeatureSet set = file.ReadSet();
        if (set.Any(t => t.Name == "__metadata__"))
        {
            throw new InvalidOperationException("the metadata became a tensor");
        }

        (byte[] header, FeatureTensor[] order) = SafetensorsHeader.Write(set);
        var written = new MemoryStream([.. header, .. order.SelectMany(t => t.Bytes.ToArray())]);
        using SafetensorsFile again = SafetensorsFile.Open(written, "x", Options);
        using FeatureSet same = again.ReadSet();
        if (!same.Select(t => t.Spec).SequenceEqual(set.Select(t => t.Spec)) || !same.Zip(set).All(p => p.First.Bytes.SequenceEqual(p.Second.Bytes)))
        {
            throw new InvalidOperationException("the set came back different");
        }
    }
}
