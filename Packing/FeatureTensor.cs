using System.Buffers;
using System.Runtime.InteropServices;

namespace VideoFeat.Packing;

/// <summary>A named array of elements in C order (last axis fastest), little-endian. Owns its memory until disposed.</summary>
public sealed class FeatureTensor : IDisposable
{
    private readonly Memory<byte> _memory;
    private IDisposable? _owner;
    private bool _disposed;

    private FeatureTensor(TensorSpec spec, Memory<byte> memory, IDisposable? owner)
    {
        Spec = spec;
        _memory = memory;
        _owner = owner;
    }

    /// <summary>Name, type, shape and axis order.</summary>
    public TensorSpec Spec { get; }

    /// <summary>Name within its feature set; may be empty.</summary>
    public string Name => Spec.Name;

    /// <summary>Element type.</summary>
    public ElementType Type => Spec.Type;

    /// <summary>Shape.</summary>
    public TensorShape Shape => Spec.Shape;

    /// <summary>The elements' bytes; lent until this tensor is disposed.</summary>
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _memory;
        }
    }

    /// <summary>The elements' bytes; lent until this tensor is disposed.</summary>
    public Span<byte> Bytes => Memory.Span;

    /// <summary>The elements as floats; lent until this tensor is disposed.</summary>
    /// <exception cref="InvalidOperationException">The type is not <see cref="ElementType.Float32"/>.</exception>
    public Span<float> Floats => Type == ElementType.Float32
        ? MemoryMarshal.Cast<byte, float>(Bytes)
        : throw new InvalidOperationException($"Tensor '{Name}' holds {Type}, not Float32.");

    /// <summary>Rents uninitialized memory from the shared pool; disposing gives it back.</summary>
    public static FeatureTensor Rent(TensorSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        int length = checked((int)spec.ByteLength);
        var rental = new Rental(ArrayPool<byte>.Shared.Rent(length));
        return new FeatureTensor(spec, rental.Array.AsMemory(0, length), rental);
    }

    /// <summary>Wraps memory of exactly the right length; takes <paramref name="owner"/>, which is disposed with the tensor.</summary>
    /// <exception cref="ArgumentException">The length is not <see cref="TensorSpec.ByteLength"/>.</exception>
    public static FeatureTensor Wrap(TensorSpec spec, Memory<byte> bytes, IDisposable? owner = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (bytes.Length != spec.ByteLength)
        {
            throw new ArgumentException($"{spec} takes {spec.ByteLength} bytes; got {bytes.Length}.", nameof(bytes));
        }

        return new FeatureTensor(spec, bytes, owner);
    }

    /// <summary>Copies <paramref name="values"/> into a tensor of its own.</summary>
    public static FeatureTensor FromFloats(ReadOnlySpan<float> values, TensorShape shape, string name = "", AxisOrder order = AxisOrder.ChannelsFirst)
    {
        FeatureTensor tensor = Rent(new TensorSpec(name, ElementType.Float32, shape, order));
        values.CopyTo(tensor.Floats);
        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        Interlocked.Exchange(ref _owner, null)?.Dispose();
    }

    private sealed class Rental(byte[] array) : IDisposable
    {
        public byte[] Array { get; } = array;

        public void Dispose() => ArrayPool<byte>.Shared.Return(Array);
    }
}
