using System.Text;
using VideoFeat.Bridges.Files;
using VideoFeat.Native;

namespace VideoFeat.Bridges.Datasets;

/// <summary>A manifest to bytes: the same facts give the same bytes, and each item has a line.</summary>
internal static class ManifestWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Write(DatasetManifest manifest, string folder)
    {
        using AtomicFile file = AtomicFile.Create(Path.Combine(folder, DatasetManifest.NameOf(manifest.Part)));
        file.Write(stream =>
        {
            Write(manifest, stream);
            stream.Flush(flushToDisk: true);
        });
        file.Commit();
        FolderSync.Flush(folder);
    }

    public static void Write(DatasetManifest manifest, Stream stream)
    {
        using var text = new StreamWriter(stream, Utf8, 1 << 16, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine("{");
        Member(text, "format", DatasetManifest.Format);
        Member(text, "version", DatasetManifest.Version);
        Member(text, "plan", manifest.Plan);
        Member(text, "settings", manifest.Settings);
        Member(text, "maxError", manifest.MaxError);
        if (manifest.Part is not null)
        {
            Member(text, "part", manifest.Part);
        }

        List(text, "kinds", manifest.Kinds, ",");
        List(text, "shards", manifest.Shards, ",");
        List(text, "bad", manifest.Bad, ",");
        List(text, "items", manifest.Items, "");
        text.WriteLine("}");
    }

    private static void Member<T>(StreamWriter text, string name, T value) => text.WriteLine($"\"{name}\": {ManifestJson.Text(value)},");

    private static void List<T>(StreamWriter text, string name, IReadOnlyList<T> list, string end)
    {
        text.WriteLine($"\"{name}\": [");
        for (int i = 0; i < list.Count; i++)
        {
            text.Write(ManifestJson.Text(list[i]));
            text.WriteLine(i < list.Count - 1 ? "," : "");
        }

        text.WriteLine($"]{end}");
    }
}
