using VideoFeat.Bridges.Datasets;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Comparison.Running;
using VideoFeat.Datasets;
using VideoFeat.Packing;

namespace VideoFeat.Cli.Comparing;

/// <summary>Datasets that a comparison takes its items from, held open until disposed.</summary>
internal sealed class DatasetInputs : IDisposable
{
    private readonly List<FeatureDataset> _datasets = [];

    /// <summary>True for a folder that holds a dataset, or what is left of one.</summary>
    public static bool IsDataset(string path) =>
        Directory.Exists(path) && Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)!).Any(n => n == DatasetManifest.FileName || DatasetManifest.IsShardName(n));

    /// <summary>The items of some folders in order, each as a piece that is decoded when it is wanted.</summary>
    /// <param name="folders">Dataset folders.</param>
    /// <param name="profile">A profile that items may need; null: only those in the shards.</param>
    /// <exception cref="ArgumentException">A dataset is empty or has no manifest.</exception>
    /// <exception cref="FeatureFormatException">A manifest is damaged, or another program's.</exception>
    public IReadOnlyList<Piece> Open(IReadOnlyList<string> folders, Profile? profile)
    {
        var pieces = new List<Piece>();
        foreach (string folder in folders)
        {
            if (!File.Exists(Path.Combine(folder, DatasetManifest.FileName)))
            {
                throw new ArgumentException($"{folder}: holds shards but no {DatasetManifest.FileName}; videofeat batch merge joins parts, videofeat batch repair makes it of the shards.");
            }

            var profiles = new ProfileLibrary();
            if (profile is not null)
            {
                profiles.Add(profile);
            }

            FeatureDataset dataset = FeatureDataset.Open(folder, new DatasetOptions { Profiles = profiles });
            _datasets.Add(dataset);
            if (dataset.Count == 0)
            {
                throw new ArgumentException($"{folder}: the dataset holds no items.");
            }

            string prefix = folders.Count == 1 ? "" : Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)) + "/";
            pieces.AddRange(dataset.Manifest.Items.Select((item, i) => new Piece(
                prefix + item.Id, folder, dataset.Manifest.KindOf(item).Tensors.Select(t => t.Spec).ToArray(), () => ContentHash.OfItem(dataset, i), () => dataset[i])));
        }

        return pieces;
    }

    public void Dispose() => _datasets.ForEach(d => d.Dispose());

    /// <summary>One item of a dataset.</summary>
    /// <param name="Id">Its id; where there are several datasets, behind the folder's name.</param>
    /// <param name="Folder">Its dataset.</param>
    /// <param name="Tensors">What its sets hold.</param>
    /// <param name="Key">Hash of its coded bytes.</param>
    /// <param name="Read">Decodes it; the caller owns the set.</param>
    internal sealed record Piece(string Id, string Folder, IReadOnlyList<TensorSpec> Tensors, Func<string> Key, Func<FeatureSet> Read);
}
