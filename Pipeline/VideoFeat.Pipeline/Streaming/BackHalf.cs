using VideoFeat.Bridges;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Packing;

namespace VideoFeat.Streaming;

/// <summary>The network's back half at the receiving end.</summary>
/// <param name="model">The network, cut where the sender cut it; stays the caller's.</param>
/// <param name="read">What the outputs say; they are lent for the call.</param>
/// <param name="time">The clock; null takes the system's.</param>
public sealed class BackHalf(SplitModel model, Func<NetworkOutputs, NetworkAnswer> read, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private bool _checked;

    /// <summary>The network's answer to a set; null where the set is lost.</summary>
    /// <param name="reception">Where the set comes from; it is told the time that this took.</param>
    /// <param name="feature">The set, lent for the call.</param>
    /// <param name="cancellation">Stops the network.</param>
    /// <exception cref="FeatureFormatException">The stream says that another network made its features.</exception>
    /// <exception cref="ArgumentException">The tensors are not those that the network was cut at.</exception>
    public NetworkAnswer? Run(FeatureReception reception, DecodedFeature feature, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reception);
        ArgumentNullException.ThrowIfNull(feature);
        if (feature.Set is not FeatureSet set)
        {
            return null;
        }

        if (!_checked)
        {
            RequireSameNetwork(reception.Decoder.Header?.ModelHash ?? default);
            _checked = true;
        }

        long started = _time.GetTimestamp();
        using NetworkOutputs outputs = model.Back(set, cancellation);
        NetworkAnswer answer = read(outputs);
        reception.BackTook(_time.GetElapsedTime(started));
        return answer;
    }

    private void RequireSameNetwork(ReadOnlyMemory<byte> named)
    {
        if (!named.IsEmpty && !named.Span.SequenceEqual(model.Hash.Span))
        {
            throw new FeatureFormatException(
                $"The features come from another network than the given one: the stream names SHA-256 {Short(named)}, the given one has {Short(model.Hash)}.");
        }
    }

    private static string Short(ReadOnlyMemory<byte> hash) => Convert.ToHexStringLower(hash.Span[..Math.Min(8, hash.Length)]) + "…";
}
