using System.Runtime.CompilerServices;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Cli;

/// <summary>Where a verb's feature sets come from: tensor files, or pictures through a network's front half.</summary>
internal sealed class FeatureSource : IDisposable
{
    private readonly Func<CancellationToken, IAsyncEnumerable<FeatureSet>> _read;
    private readonly IDisposable? _owned;

    /// <summary>Takes <paramref name="owned"/>, which is disposed with the source.</summary>
    public FeatureSource(Func<CancellationToken, IAsyncEnumerable<FeatureSet>> read, long? count, StreamIdentity? identity, IDisposable? owned)
    {
        _read = read;
        Count = count;
        Identity = identity;
        _owned = owned;
    }

    /// <summary>Items to come; null where it is not known before.</summary>
    public long? Count { get; }

    /// <summary>What the stream will say of its origin.</summary>
    public StreamIdentity? Identity { get; }

    /// <summary>Sets in order; each belongs to whoever enumerates.</summary>
    public IAsyncEnumerable<FeatureSet> ReadAsync(CancellationToken cancellation) => _read(cancellation);

    public void Dispose() => _owned?.Dispose();

    /// <summary>Tensor files and folders of them; all must hold tensors of one kind.</summary>
    public static FeatureSource Tensors(IEnumerable<string> named, AxisOrder order)
    {
        IReadOnlyList<string> files = Inputs.Expand(named, Inputs.TensorExtensions);
        return new FeatureSource(cancellation => ReadFiles(files, order, cancellation), files.Count, null, null);
    }

    private static async IAsyncEnumerable<FeatureSet> ReadFiles(
        IReadOnlyList<string> files, AxisOrder order, [EnumeratorCancellation] CancellationToken cancellation)
    {
        TensorSpec[]? first = null;
        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            FeatureSet set = await Task.Run(() => TensorFiles.Read(file, order), cancellation).ConfigureAwait(false);
            TensorSpec[] specs = [.. set.Select(t => t.Spec.SingleSet)];
            first ??= specs;
            if (!first.SequenceEqual(specs))
            {
                set.Dispose();
                throw new ArgumentException(
                    $"{file}: holds {string.Join(", ", (object[])specs)}; the first file, {files[0]}, holds {string.Join(", ", (object[])first)}. One stream takes tensors of one kind.");
            }

            yield return new FeatureSet([.. set]) { ItemId = Path.GetFileNameWithoutExtension(file) };
        }
    }
}
