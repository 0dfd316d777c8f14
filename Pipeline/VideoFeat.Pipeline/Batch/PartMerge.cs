using VideoFeat.Bridges.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Batch;

/// <summary>The manifests of all parts into one, byte for byte that which one process would have written.</summary>
public static class PartMerge
{
    /// <summary>Joins the parts in a dataset's folder and removes their manifests.</summary>
    /// <exception cref="FeatureFormatException">A part is missing, damaged, unfinished, or of another run.</exception>
    /// <exception cref="IOException">No part is there, another run works on the dataset, or it cannot be written.</exception>
    public static DatasetManifest Run(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{folder}: no such folder.");
        }

        using DatasetLock held = DatasetLock.Take(folder);
        string[] paths = [.. Directory.EnumerateFiles(folder, "part-*.json").Order(StringComparer.Ordinal)];
        if (paths.Length == 0)
        {
            return File.Exists(Path.Combine(folder, DatasetManifest.FileName))
                ? DatasetManifest.Read(folder) // a merge that was cut behind its last step, or one too many
                : throw new FileNotFoundException($"{folder}: it holds no part of a dataset (part-*.json).");
        }

        DatasetManifest[] parts = [.. paths.Select(DatasetManifest.Read)];
        if (Merged(folder, parts[0].Plan) is not DatasetManifest whole)
        {
            Check(folder, parts);
            whole = ManifestAssembly.Of(
                parts.SelectMany(ManifestAssembly.Shards), parts.SelectMany(p => p.Bad), parts[0].Plan, parts[0].Settings, parts[0].MaxError, null);
            whole.Write(folder);
        }

        foreach (string left in paths.Concat(Directory.EnumerateFiles(folder, ".lock-*")))
        {
            File.Delete(left);
        }

        return whole;
    }

    /// <summary>The whole dataset of that plan, where its parts were merged already (and perhaps not all removed); else null.</summary>
    internal static DatasetManifest? Merged(string folder, string? plan) =>
        File.Exists(Path.Combine(folder, DatasetManifest.FileName)) && DatasetManifest.Read(folder) is { } whole && whole.Plan == plan ? whole : null;

    private static void Check(string folder, DatasetManifest[] parts)
    {
        DatasetPart first = parts[0].Part ?? throw new FeatureFormatException($"{folder}: a manifest named part-*.json says nothing of its part.");
        if (parts.FirstOrDefault(p => p.Part?.Count != first.Count || p.Plan != parts[0].Plan) is { } other)
        {
            throw new FeatureFormatException($"{folder}: part {first} and part {other.Part} are not of one run: other inputs, options or number of parts.");
        }

        int[] missing = [.. Enumerable.Range(0, first.Count).Except(parts.Select(p => p.Part!.Index))];
        if (missing.Length > 0)
        {
            throw new FeatureFormatException($"{folder}: {missing.Length} of {first.Count} parts have not finished: {string.Join(", ", missing.Take(20))}{(missing.Length > 20 ? ", ..." : "")}.");
        }
    }
}
