using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VideoFeat.Packing.Kernels;

/// <summary>16 floats: AVX-512.</summary>
internal readonly struct Floats512(Vector512<float> value) : IFloatVector<Floats512>
{
    private const uint Magnitude = 0x7FFFFFFF;
    private const uint Infinity = 0x7F800000;

    public static int Count => 16;

    private Vector512<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get;
    } = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Load(ref readonly float source) => new(Vector512.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Load(ref readonly byte source) =>
        new(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(in source))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Load(ref readonly ushort source) => new(Vector512.ConvertToSingle(LoadIntegers(in source).Value.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination) => Value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLow(ref byte destination) => Avx512F.ConvertToVector128Byte(Value.AsUInt32()).StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLow(ref ushort destination) => Avx512F.ConvertToVector256UInt16(Value.AsUInt32()).StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator +(Floats512 left, Floats512 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator -(Floats512 left, Floats512 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator *(Floats512 left, Floats512 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Min(Floats512 left, Floats512 right) => new(Vector512.MinNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Max(Floats512 left, Floats512 right) => new(Vector512.MaxNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 UnlessNaN(Floats512 value, Floats512 other) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(value.Value, value.Value), value.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 MaxMagnitudeBits(Floats512 left, Floats512 right)
    {
        Vector512<uint> mask = Vector512.Create(Magnitude);
        return new(Vector512.Max((left.Value.AsUInt32() & mask).AsInt32(), (right.Value.AsUInt32() & mask).AsInt32()).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Floats512 magnitudes) => Vector512.LessThanAll(magnitudes.Value.AsUInt32() & Vector512.Create(Magnitude), Vector512.Create(Infinity));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Lowest(Floats512 value) => Floats256.Lowest(new(Vector256.MinNative(value.Value.GetLower(), value.Value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Highest(Floats512 value) => Floats256.Highest(new(Vector256.MaxNative(value.Value.GetLower(), value.Value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 LoadIntegers(ref readonly ushort source) =>
        new(Avx512F.ConvertToVector512Int32(Vector256.LoadUnsafe(in source)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 CreateInteger(uint value) => new(Vector512.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 AddIntegers(Floats512 left, Floats512 right) => new((left.Value.AsUInt32() + right.Value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator &(Floats512 left, Floats512 right) => new(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator |(Floats512 left, Floats512 right) => new(left.Value | right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator <<(Floats512 value, int count) => new((value.Value.AsUInt32() << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator >>>(Floats512 value, int count) => new((value.Value.AsUInt32() >>> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 IfLess(Floats512 left, Floats512 right, Floats512 then, Floats512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left.Value.AsInt32(), right.Value.AsInt32()).AsSingle(), then.Value, otherwise.Value));
}
