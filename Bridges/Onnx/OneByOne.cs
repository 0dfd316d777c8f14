using System.Buffers;
using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Bridges.Onnx;

/// <summary>A batch through a network that is fixed to one item: item after item, the results joined along axis 0. This path copies the results.</summary>
internal static class OneByOne
{
    public static NetworkTensor[] Run(NetworkSession session, ReadOnlySpan<NetworkTensor> inputs, string[] outputs, int items, CancellationToken cancel)
    {
        foreach (NetworkTensor input in inputs)
        {
            if (input.Dimensions.Count == 0 || input.Dimensions[0] != items)
            {
                throw new ArgumentException(
                    $"The network takes one item at a time, and the input {Printable.Quoted(input.Name)} ({NetworkPort.Shape(input.Dimensions)}) does not have the batch of {items} that another has.");
            }
        }

        var joined = new NetworkTensor[outputs.Length];
        var slices = new NetworkTensor[inputs.Length];
        try
        {
            for (int item = 0; item < items; item++)
            {
                for (int i = 0; i < inputs.Length; i++)
                {
                    int length = inputs[i].Memory.Length / items;
                    slices[i] = NetworkTensor.Take(
                        inputs[i].Name, inputs[i].Type, [1, .. inputs[i].Dimensions.Skip(1)], inputs[i].Memory.Slice(item * length, length), owner: null);
                }

                NetworkTensor[] results = session.Run(slices, outputs, cancel);
                for (int i = 0; i < results.Length; i++)
                {
                    using NetworkTensor result = results[i];
                    joined[i] ??= Room(result, items);
                    Put(result, joined[i], item, items);
                }
            }

            return joined;
        }
        catch
        {
            foreach (NetworkTensor? tensor in joined)
            {
                tensor?.Dispose();
            }

            throw;
        }
    }

    private static NetworkTensor Room(NetworkTensor first, int items)
    {
        if (first.Dimensions.Count == 0 || first.Dimensions[0] != 1)
        {
            throw new NotSupportedException(
                $"The network takes one item at a time, and its result {Printable.Quoted(first.Name)} ({NetworkPort.Shape(first.Dimensions)}) has no batch axis of 1 to join a batch along; run the items one by one.");
        }

        int length = checked(first.Memory.Length * items);
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        return NetworkTensor.Take(first.Name, first.Type, [items, .. first.Dimensions.Skip(1)], rented.AsMemory(0, length), new Rental(rented));
    }

    private static void Put(NetworkTensor result, NetworkTensor joined, int item, int items)
    {
        int length = joined.Memory.Length / items;
        if (!result.Dimensions.Skip(1).SequenceEqual(joined.Dimensions.Skip(1)) || result.Dimensions[0] != 1)
        {
            throw new NotSupportedException(
                $"The result {Printable.Quoted(result.Name)} has another shape for item {item} ({NetworkPort.Shape(result.Dimensions)}) than for the first; run the items one by one.");
        }

        result.Memory.Span.CopyTo(joined.Memory.Span.Slice(item * length, length));
    }

    private sealed class Rental(byte[] array) : IDisposable
    {
        public void Dispose() => ArrayPool<byte>.Shared.Return(array);
    }
}
