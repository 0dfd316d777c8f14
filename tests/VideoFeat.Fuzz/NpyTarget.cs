using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Fuzz;

/// <summary>.npy: what can be read is written and read again as the same tensor.</summary>
internal static class NpyTarget
{
    private static readonly ArrayReadOptions Options = new() { ConvertFloat64 = true };

    public static IReadOnlyList<string> Words { get; } =
        ["'descr'", "'fortran_order'", "'shape'", "True", "False", "'<f4'", "'>f8'", "'bfloat16'", "(1,)", "(2, 3)", "{", "}", "(", ")", ",", ":", "L", "'", "\"", "\\"];

    public static IEnumerable<byte[]> Seeds() => FuzzTargets.Vectors("arrays", ".npy");

    public static void Run(ReadOnlySpan<byte> data)
    {
        using FeatureTensor tensor = NpyFile.Read(new MemoryStream(data.ToArray()), "x", "", data.Length, Options);
        var written = new MemoryStream();
        NpyFile.Write(written, tensor);
        written.Position = 0;
        using FeatureTensor again = NpyFile.Read(written, "x", "", written.Length, Options);
        if (again.Spec != tensor.Spec || !again.Bytes.SequenceEqual(tensor.Bytes))
        {
            throw new InvalidOperationException($"{tensor.Spec} came back as {again.Spec}, or with other values");
        }
    }
}
