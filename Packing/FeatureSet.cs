using System.Collections;

namespace VideoFeat.Packing;

/// <summary>The tensors of one time step, in a fixed order, each with a name of its own. Owns its tensors until disposed.</summary>
public sealed class FeatureSet : IReadOnlyList<FeatureTensor>, IDisposable
{
    private readonly FeatureTensor[] _tensors;

    /// <summary>Takes the tensors: disposing the set disposes them.</summary>
    /// <exception cref="ArgumentException">No tensor, more than 255, two of one name, or batches of different sizes.</exception>
    public FeatureSet(params ReadOnlySpan<FeatureTensor> tensors)
    {
        if (tensors.Length is < 1 or > 255)
        {
            throw new ArgumentException($"A feature set holds 1 to 255 tensors; got {tensors.Length}.", nameof(tensors));
        }

        _tensors = tensors.ToArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (FeatureTensor tensor in _tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"Two tensors of the set are named '{tensor.Name}'.", nameof(tensors));
            }

            if (tensor.Spec.Batch != _tensors[0].Spec.Batch)
            {
                throw new ArgumentException(
                    $"Tensor '{tensor.Name}' has a batch of {tensor.Spec.Batch}, '{_tensors[0].Name}' one of {_tensors[0].Spec.Batch}.", nameof(tensors));
            }
        }
    }

    /// <summary>Capture time in nanoseconds since 1970-01-01 UTC; null where unknown.</summary>
    public long? CaptureTimeNs { get; init; }

    /// <summary>What the user calls this item (a file name, a key); null where it has no name. UTF-8 of at most 1023 bytes.</summary>
    public string? ItemId { get; init; }

    /// <summary>How long the set has taken so far; given, its access unit says so, with what quantizing and coding add. Null: the stream says nothing of it.</summary>
    public SenderTimes? Times { get; init; }

    /// <summary>Number of tensors.</summary>
    public int Count => _tensors.Length;

    /// <summary>Elements of all tensors.</summary>
    public long Elements => _tensors.Sum(t => (long)t.Shape.Elements);

    /// <summary>Tensor <paramref name="index"/> in the set's order.</summary>
    public FeatureTensor this[int index] => _tensors[index];

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="KeyNotFoundException">No tensor has that name; the message lists those that exist.</exception>
    public FeatureTensor this[string name] => Array.Find(_tensors, t => t.Name == name)
        ?? throw new KeyNotFoundException($"No tensor '{name}' in the set; it holds {string.Join(", ", _tensors.Select(t => $"'{t.Name}'"))}.");

    /// <inheritdoc/>
    public IEnumerator<FeatureTensor> GetEnumerator() => ((IEnumerable<FeatureTensor>)_tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FeatureTensor tensor in _tensors)
        {
            tensor.Dispose();
        }
    }
}
