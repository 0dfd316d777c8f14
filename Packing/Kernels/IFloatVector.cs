namespace VideoFeat.Packing.Kernels;

/// <summary>A vector of floats of one width: what the loops need, each operation the same as its scalar twin on every element.</summary>
internal interface IFloatVector<TSelf>
    where TSelf : unmanaged, IFloatVector<TSelf>
{
    /// <summary>Number of floats.</summary>
    static abstract int Count { get; }

    static abstract TSelf Create(float value);

    static abstract TSelf Load(ref readonly float source);

    /// <summary>Unsigned bytes as floats.</summary>
    static abstract TSelf Load(ref readonly byte source);

    /// <summary>Unsigned 16-bit integers as floats.</summary>
    static abstract TSelf Load(ref readonly ushort source);

    void Store(ref float destination);

    /// <summary>The lowest 8 bits of each element.</summary>
    void StoreLow(ref byte destination);

    /// <summary>The lowest 16 bits of each element.</summary>
    void StoreLow(ref ushort destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>The smaller; for NaN, and for zeros of both signs, either.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger; for NaN, and for zeros of both signs, either.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The elements of <paramref name="value"/>, those of <paramref name="other"/> where it is NaN.</summary>
    static abstract TSelf UnlessNaN(TSelf value, TSelf other);

    /// <summary>The larger magnitude, compared as bits: NaN and infinities come out above every finite value.</summary>
    static abstract TSelf MaxMagnitudeBits(TSelf left, TSelf right);

    /// <summary>True where all elements of a <see cref="MaxMagnitudeBits"/> belong to finite values.</summary>
    static abstract bool AllFinite(TSelf magnitudes);

    /// <summary>The smallest element; none is NaN.</summary>
    static abstract float Lowest(TSelf value);

    /// <summary>The largest element; none is NaN.</summary>
    static abstract float Highest(TSelf value);

    // The same bits as integers, for the conversions of narrow types.

    /// <summary>Unsigned 16-bit integers as 32-bit integers.</summary>
    static abstract TSelf LoadIntegers(ref readonly ushort source);

    static abstract TSelf CreateInteger(uint value);

    static abstract TSelf AddIntegers(TSelf left, TSelf right);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator |(TSelf left, TSelf right);

    static abstract TSelf operator <<(TSelf value, int count);

    /// <summary>Zeros come in from above.</summary>
    static abstract TSelf operator >>>(TSelf value, int count);

    /// <summary><paramref name="then"/> where left is below right as signed integers, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf IfLess(TSelf left, TSelf right, TSelf then, TSelf otherwise);
}
