using System.Security.Cryptography;

namespace VideoFeat.Tests;

public class VectorManifestTests
{
    [Fact]
    public void Every_vector_is_listed_with_its_hash_its_maker_and_its_tool()
    {
        string[][] rows = [.. File.ReadLines(Vectors.Find("manifest.tsv")).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'))];
        Assert.All(rows, row =>
        {
            Assert.Equal(4, row.Length);
            Assert.Equal(row[1], Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Vectors.Find(row[0])))));
        });
        IEnumerable<string> files = Directory.EnumerateFiles(Vectors.Folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Vectors.Folder, f).Replace('\\', '/'))
            .Where(f => f != "manifest.tsv" && Path.GetExtension(f) is not (".py" or ".sh" or ".md"));
        Assert.Equal(files.Order(StringComparer.Ordinal), rows.Select(row => row[0]).Order(StringComparer.Ordinal));
    }
}
