using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>A named tensor at a network's door, of any ONNX type with a fixed size and any rank. Results own the runtime's memory until disposed.</summary>
public sealed class NetworkTensor : IDisposable
{
    private readonly Memory<byte> _memory;
    private IDisposable? _owner;
    private bool _disposed;

    private NetworkTensor(string name, TensorElementType type, long[] dimensions, Memory<byte> memory, IDisposable? owner)
    {
        Name = name;
        Type = type;
        Dimensions = dimensions;
        _memory = memory;
        _owner = owner;
    }

    /// <summary>The input or output it belongs to.</summary>
    public string Name { get; }

    /// <summary>ONNX element type.</summary>
    public TensorElementType Type { get; }

    /// <summary>Sizes, outermost first; empty for a scalar, and one may be 0.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>The elements' bytes in C order; lent until this tensor is disposed.</summary>
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _memory;
        }
    }

    /// <summary>Wraps elements without copying; they must stay unchanged while a network runs on them.</summary>
    /// <exception cref="ArgumentException">The dimensions do not multiply to the number of elements, or ONNX has no such element type.</exception>
    public static NetworkTensor Wrap<T>(string name, Memory<T> elements, params ReadOnlySpan<long> dimensions)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(name);
        TensorElementType type = ElementTypeMap.Of<T>();
        if (Product(dimensions) != elements.Length)
        {
            throw new ArgumentException($"{Printable.Quoted(name)} is {NetworkPort.Shape(dimensions.ToArray())}, which is not the {elements.Length} elements given.");
        }

        return new NetworkTensor(name, type, dimensions.ToArray(), new BytesOf<T>(elements).Memory, owner: null);
    }

    /// <summary>Wraps a feature tensor without copying; the feature tensor keeps its memory and must outlive this.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="name">Name of the input; null takes the tensor's own.</param>
    public static NetworkTensor Wrap(FeatureTensor tensor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new NetworkTensor(
            name ?? tensor.Name, ElementTypeMap.ToOnnx(tensor.Type), [.. tensor.Shape.ToArray().Select(d => (long)d)], tensor.Memory, owner: null);
    }

    /// <summary>The elements; lent until this tensor is disposed.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not what the tensor holds.</exception>
    public Span<T> Elements<T>()
        where T : unmanaged => ElementTypeMap.Of<T>() == Type
            ? MemoryMarshal.Cast<byte, T>(Memory.Span)
            : throw new InvalidOperationException($"Tensor {Printable.Quoted(Name)} holds {Type}, not {typeof(T).Name}.");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {NetworkPort.Shape(Dimensions)}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        Interlocked.Exchange(ref _owner, null)?.Dispose();
    }

    /// <summary>Takes bytes with their owner.</summary>
    internal static NetworkTensor Take(string name, TensorElementType type, long[] dimensions, Memory<byte> bytes, IDisposable? owner) =>
        new(name, type, dimensions, bytes, owner);

    /// <summary>Takes a result of the runtime.</summary>
    internal static NetworkTensor Take(string name, OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        var memory = new OrtMemory(value);
        return new NetworkTensor(name, info.ElementDataType, info.Shape, memory.Memory, memory);
    }

    /// <summary>Turns a result into a feature tensor over the same memory; this tensor is empty afterwards.</summary>
    /// <exception cref="NotSupportedException">Features have no such type, rank or size.</exception>
    internal FeatureTensor IntoFeature(AxisOrder? order)
    {
        TensorSpec spec = Spec(Name, Type, Dimensions, order);
        Memory<byte> memory = Memory;
        _disposed = true;
        return FeatureTensor.Wrap(spec, memory, Interlocked.Exchange(ref _owner, null));
    }

    internal static TensorSpec Spec(string name, TensorElementType type, IReadOnlyList<long> dimensions, AxisOrder? order)
    {
        if (ElementTypeMap.ToFeature(type) is not ElementType element)
        {
            throw new NotSupportedException($"The cut tensor {Printable.Quoted(name)} holds {type}; features are float32, float16, bfloat16, int8 or uint8.");
        }

        int[] sizes = [.. dimensions.Select(d => (int)Math.Clamp(d, 0, int.MaxValue))];
        return TensorShape.TryCreate(sizes, out TensorShape shape, out string? fault)
            ? new TensorSpec(name, element, shape, order ?? (sizes.Length == 3 ? AxisOrder.Tokens : AxisOrder.ChannelsFirst))
            : throw new NotSupportedException($"The cut tensor {Printable.Quoted(name)} cannot be a feature: {fault}");
    }

    /// <summary>The product, or <see cref="long.MaxValue"/> where it does not fit.</summary>
    internal static long Product(ReadOnlySpan<long> dimensions)
    {
        Int128 product = 1;
        foreach (long d in dimensions)
        {
            product = Int128.Min(product * d, long.MaxValue);
        }

        return (long)product;
    }
}
