using System.Security.Cryptography;
using System.Text;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Comparison.Running;

/// <summary>SHA-256 of what things mean, lower-case hex.</summary>
public static class ContentHash
{
    /// <summary>Of texts, in order.</summary>
    public static string Of(params IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Of a dataset's item: of its access units as they lie in the shard. What cannot be read has a hash of its reason.</summary>
    public static string OfItem(FeatureDataset dataset, int index)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (byte[] unit in dataset.ReadUnits(dataset.Manifest.Items[index]).Units)
            {
                hash.AppendData(unit);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is FeatureFormatException or IOException)
        {
            return Of("unread", e.Message);
        }
    }

    /// <summary>Of feature sets: names, types, shapes and elements.</summary>
    internal static string Of(IEnumerable<FeatureSet> sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (FeatureTensor tensor in sets.SelectMany(s => s))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Spec}\n"));
            hash.AppendData(tensor.Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
