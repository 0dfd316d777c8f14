using System.Collections;
using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Bridges.Onnx;

/// <summary>What a network gave, in its order. Owns its tensors until disposed.</summary>
public sealed class NetworkOutputs : IReadOnlyList<NetworkTensor>, IDisposable
{
    private readonly NetworkTensor[] _tensors;

    internal NetworkOutputs(NetworkTensor[] tensors) => _tensors = tensors;

    /// <summary>Number of outputs.</summary>
    public int Count => _tensors.Length;

    /// <summary>Output <paramref name="index"/> in the network's order.</summary>
    public NetworkTensor this[int index] => _tensors[index];

    /// <summary>The output of that name.</summary>
    /// <exception cref="KeyNotFoundException">The network has no such output; the message lists those that it has.</exception>
    public NetworkTensor this[string name] => Array.Find(_tensors, t => t.Name == name)
        ?? throw new KeyNotFoundException($"No output {Printable.Quoted(name)}; the network gives {string.Join(", ", _tensors.Select(t => $"{Printable.Quoted(t.Name)}"))}.");

    /// <inheritdoc/>
    public IEnumerator<NetworkTensor> GetEnumerator() => ((IEnumerable<NetworkTensor>)_tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NetworkTensor tensor in _tensors)
        {
            tensor.Dispose();
        }
    }
}
