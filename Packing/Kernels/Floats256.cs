using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VideoFeat.Packing.Kernels;

/// <summary>8 floats: AVX2.</summary>
internal readonly struct Floats256(Vector256<float> value) : IFloatVector<Floats256>
{
    private const uint Magnitude = 0x7FFFFFFF;
    private const uint Infinity = 0x7F800000;

    public static int Count => 8;

    private Vector256<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get;
    } = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Load(ref readonly float source) => new(Vector256.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Load(ref readonly byte source) =>
        new(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(in source)).AsByte())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Load(ref readonly ushort source) => new(Vector256.ConvertToSingle(LoadIntegers(in source).Value.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination) => Value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLow(ref byte destination) => Unsafe.WriteUnaligned(ref destination, Vector128.Narrow(Low16(), Low16()).AsUInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLow(ref ushort destination) => Low16().StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator +(Floats256 left, Floats256 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator -(Floats256 left, Floats256 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator *(Floats256 left, Floats256 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Min(Floats256 left, Floats256 right) => new(Vector256.MinNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Max(Floats256 left, Floats256 right) => new(Vector256.MaxNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 UnlessNaN(Floats256 value, Floats256 other) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(value.Value, value.Value), value.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 MaxMagnitudeBits(Floats256 left, Floats256 right)
    {
        Vector256<uint> mask = Vector256.Create(Magnitude);
        return new(Vector256.Max((left.Value.AsUInt32() & mask).AsInt32(), (right.Value.AsUInt32() & mask).AsInt32()).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Floats256 magnitudes) => Vector256.LessThanAll(magnitudes.Value.AsUInt32() & Vector256.Create(Magnitude), Vector256.Create(Infinity));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Lowest(Floats256 value) => Floats128.Lowest(new(Vector128.MinNative(value.Value.GetLower(), value.Value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Highest(Floats256 value) => Floats128.Highest(new(Vector128.MaxNative(value.Value.GetLower(), value.Value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 LoadIntegers(ref readonly ushort source) =>
        new(Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(in source)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 CreateInteger(uint value) => new(Vector256.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 AddIntegers(Floats256 left, Floats256 right) => new((left.Value.AsUInt32() + right.Value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator &(Floats256 left, Floats256 right) => new(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator |(Floats256 left, Floats256 right) => new(left.Value | right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator <<(Floats256 value, int count) => new((value.Value.AsUInt32() << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator >>>(Floats256 value, int count) => new((value.Value.AsUInt32() >>> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 IfLess(Floats256 left, Floats256 right, Floats256 then, Floats256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(left.Value.AsInt32(), right.Value.AsInt32()).AsSingle(), then.Value, otherwise.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<ushort> Low16() => Vector128.Narrow(Value.GetLower().AsUInt32(), Value.GetUpper().AsUInt32());
}
