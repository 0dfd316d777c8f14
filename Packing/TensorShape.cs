using System.Runtime.CompilerServices;

namespace VideoFeat.Packing;

/// <summary>One to five positive dimensions, outermost first, whose product fits in <see cref="MaxElements"/>.</summary>
public readonly struct TensorShape : IEquatable<TensorShape>
{
    /// <summary>The most dimensions that a shape may have.</summary>
    public const int MaxRank = 5;

    /// <summary>The most elements of one tensor: 2^29, so that its float32 bytes can be addressed by one span.</summary>
    public const long MaxElements = 1L << 29;

    private readonly Dimensions _dimensions;

    /// <exception cref="ArgumentException">The rank is not 1..5, a dimension is below 1, or the product exceeds <see cref="MaxElements"/>.</exception>
    public TensorShape(params ReadOnlySpan<int> dimensions)
    {
        if (Fault(dimensions) is string fault)
        {
            throw new ArgumentException(fault, nameof(dimensions));
        }

        dimensions.CopyTo(_dimensions);
        Rank = dimensions.Length;
    }

    /// <summary>Number of dimensions, 1..5 (0 only for <c>default</c>).</summary>
    public int Rank { get; }

    /// <summary>Product of the dimensions.</summary>
    public int Elements
    {
        get
        {
            int product = 1;
            foreach (int d in Span)
            {
                product *= d;
            }

            return product;
        }
    }

    /// <summary>The dimensions, outermost first.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<int> Span => ((ReadOnlySpan<int>)_dimensions)[..Rank];

    /// <summary>Dimension <paramref name="axis"/>, counted from the outermost.</summary>
    public int this[int axis] => Span[axis];

    /// <summary>True and the shape, or false and what is wrong with the dimensions (for shapes from outside).</summary>
    public static bool TryCreate(ReadOnlySpan<int> dimensions, out TensorShape shape, out string? fault)
    {
        fault = Fault(dimensions);
        shape = fault is null ? new TensorShape(dimensions) : default;
        return fault is null;
    }

    /// <summary>The same shape with another size of dimension <paramref name="axis"/>.</summary>
    public TensorShape With(int axis, int size)
    {
        Dimensions copy = _dimensions;
        ((Span<int>)copy)[axis] = size;
        return new TensorShape(((Span<int>)copy)[..Rank]);
    }

    /// <summary>The dimensions as an array of their own.</summary>
    public int[] ToArray() => Span.ToArray();

    /// <inheritdoc/>
    public bool Equals(TensorShape other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int d in Span)
        {
            hash.Add(d);
        }

        return hash.ToHashCode();
    }

    /// <summary>The field's notation: <c>1x64x52x52</c>.</summary>
    public override string ToString() => string.Join('x', ToArray());

    /// <summary>Same dimensions.</summary>
    public static bool operator ==(TensorShape left, TensorShape right) => left.Equals(right);

    /// <summary>Different dimensions.</summary>
    public static bool operator !=(TensorShape left, TensorShape right) => !left.Equals(right);

    private static string? Fault(ReadOnlySpan<int> dimensions)
    {
        if (dimensions.Length is < 1 or > MaxRank)
        {
            return $"A shape has 1 to {MaxRank} dimensions; got {dimensions.Length}.";
        }

        long product = 1;
        for (int axis = 0; axis < dimensions.Length; axis++)
        {
            if (dimensions[axis] < 1)
            {
                return $"Dimension {axis} is {dimensions[axis]}; it must be at least 1.";
            }

            product *= dimensions[axis];
            if (product > MaxElements)
            {
                return $"Shape {string.Join('x', dimensions.ToArray())} has more than {MaxElements} elements.";
            }
        }

        return null;
    }

    [InlineArray(MaxRank)]
    private struct Dimensions
    {
        private int _first;
    }
}
