using System.Runtime.CompilerServices;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;
using VideoFeat.Streaming;

namespace VideoFeat.Cli;

/// <summary>Where a verb's feature sets come from: tensor files, or pictures through a network's front half.</summary>
internal sealed class FeatureSource : IDisposable
{
    private readonly Func<CancellationToken, IAsyncEnumerable<SourcedSet>> _read;
    private readonly IDisposable? _owned;

    /// <summary>Takes <paramref name="owned"/>, which is disposed with the source.</summary>
    public FeatureSource(Func<CancellationToken, IAsyncEnumerable<SourcedSet>> read, long? count, StreamIdentity? identity, IDisposable? owned)
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

    /// <summary>Items left out so far because newer ones overtook them.</summary>
    public Func<long> CountSkipped { get; init; } = () => 0;

    /// <summary>Sets in order; each belongs to whoever enumerates.</summary>
    public async IAsyncEnumerable<FeatureSet> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (SourcedSet sourced in _read(cancellation).ConfigureAwait(false))
        {
            yield return sourced.Set;
        }
    }

    /// <summary>The same with the time that each took; starts over at the end where <paramref name="repeat"/> is set and anything came.</summary>
    public async IAsyncEnumerable<SourcedSet> StreamAsync(bool repeat, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        bool any;
        do
        {
            any = false;
            await foreach (SourcedSet sourced in _read(cancellation).ConfigureAwait(false))
            {
                any = true;
                yield return sourced;
            }
        }
        while (repeat && any);
    }

    public void Dispose() => _owned?.Dispose();

    /// <summary>Tensor files and folders of them; all must hold tensors of one kind.</summary>
    /// <param name="named">Files and folders.</param>
    /// <param name="read">How they are read: what the axes mean.</param>
    /// <param name="liveRate">Sets a second that come whether or not anybody is ready for them; null waits.</param>
    public static FeatureSource Tensors(IEnumerable<string> named, ArrayReadOptions read, double? liveRate = null)
    {
        IReadOnlyList<string> files = Inputs.Expand(named, Inputs.TensorExtensions);
        if (liveRate is not double rate)
        {
            return new FeatureSource(cancellation => ReadFiles(files, read, cancellation), files.Count, null, null);
        }

        long skipped = 0;
        void Skip(SourcedSet old)
        {
            old.Set.Dispose();
            Interlocked.Increment(ref skipped);
        }

        return new FeatureSource(
            cancellation => Newest.Of(Paced.At(ReadFiles(files, read, cancellation), rate, TimeProvider.System, cancellation), Skip, cancellation), files.Count, null, null)
        { CountSkipped = () => Interlocked.Read(ref skipped) };
    }

    private static async IAsyncEnumerable<SourcedSet> ReadFiles(
        IReadOnlyList<string> files, ArrayReadOptions read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        TensorSpec[]? first = null;
        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            DateTimeOffset capturedAt = TimeProvider.System.GetUtcNow();
            long started = TimeProvider.System.GetTimestamp();
            FeatureSet set = await Task.Run(() => TensorFiles.Read(file, read), cancellation).ConfigureAwait(false);
            TimeSpan capture = TimeProvider.System.GetElapsedTime(started);
            TensorSpec[] specs = [.. set.Select(t => t.Spec.SingleSet)];
            first ??= specs;
            if (!first.SequenceEqual(specs))
            {
                set.Dispose();
                throw new ArgumentException(
                    $"{file}: holds {string.Join(", ", (object[])specs)}; the first file, {files[0]}, holds {string.Join(", ", (object[])first)}. One stream takes tensors of one kind.");
            }

            var named = new FeatureSet([.. set]) { ItemId = Path.GetFileNameWithoutExtension(file) };
            yield return new SourcedSet(named, capturedAt, capture, TimeSpan.Zero);
        }
    }
}
