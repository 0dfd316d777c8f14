using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks.Batches;

/// <summary>Real features out of the evaluation kit, as many as wanted, no two equal.</summary>
internal static class KitItems
{
    // About a megabyte each on the mean: rows of the clip, of a detector and of a classifier.
    private static readonly string[] Large = ["clip-car-detection_yolov8n_l4", "yolox_nano_dark2", "yolox_nano_dark3", "mobilenet_v1_0.75_pw3"];

    // A sixth to a third of a megabyte: what stands behind a detector's and a classifier's last stages.
    private static readonly string[] Small = ["yolox_nano_fpnP5", "yolox_nano_fpnP4", "mobilenet_v1_0.75_pw11"];

    /// <summary>Writes items into a folder, a thousand a subfolder; gives their bytes. Items that are there stay.</summary>
    /// <exception cref="DirectoryNotFoundException">The kit is not beside the repository, and VIDEOFEAT_KIT names no other place.</exception>
    public static long Write(string folder, int items, bool small = false)
    {
        FeatureTensor[] kit = [.. (small ? Small : Large).SelectMany(Files).Select(f => NpyFile.Read(f))];
        long bytes = 0;
        for (int i = 0; i < items; i++)
        {
            string path = Path.Combine(folder, $"{i / 1000:D3}", $"{i:D6}.npy");
            FeatureTensor source = kit[i % kit.Length];
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using FeatureTensor item = Perturbed(source, i / kit.Length);
                NpyFile.Write(path, item);
            }

            bytes += source.Bytes.Length;
        }

        Array.ForEach(kit, t => t.Dispose());
        return bytes;
    }

    private static IEnumerable<string> Files(string feature)
    {
        string kit = Environment.GetEnvironmentVariable("VIDEOFEAT_KIT") ?? Path.Combine("..", "shared", "kit");
        return Directory.EnumerateFiles(Path.Combine(kit, "features", feature), "*.npy").Order(StringComparer.Ordinal);
    }

    // The first round is the kit itself. Later ones are shifted along their rows and weighted by a wave across them, so that their codes differ too.
    private static FeatureTensor Perturbed(FeatureTensor source, int round)
    {
        FeatureTensor item = FeatureTensor.Rent(source.Spec);
        int width = source.Shape.Span[^1];
        int shift = round % width;
        ReadOnlySpan<float> from = source.Floats;
        Span<float> to = item.Floats;
        float[] gain = [.. Enumerable.Range(0, width).Select(x => round == 0 ? 1 : 1 + (0.2f * MathF.Sin((6.2831853f * x / width) + (0.7f * round))))];
        for (int row = 0; row < from.Length; row += width)
        {
            for (int x = 0; x < width; x++)
            {
                int at = x + shift;
                to[row + x] = gain[x] * from[row + (at < width ? at : at - width)];
            }
        }

        return item;
    }
}
