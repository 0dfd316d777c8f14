using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VideoFeat.Packing.Kernels;

/// <summary>4 floats: SSE4.1, NEON.</summary>
internal readonly struct Floats128(Vector128<float> value) : IFloatVector<Floats128>
{
    private const uint Magnitude = 0x7FFFFFFF;
    private const uint Infinity = 0x7F800000;

    public static int Count => 4;

    private Vector128<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get;
    } = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Load(ref readonly float source) => new(Vector128.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Load(ref readonly byte source) =>
        new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(in source)).AsByte())).AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Load(ref readonly ushort source) => new(Vector128.ConvertToSingle(LoadIntegers(in source).Value.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination) => Value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLow(ref byte destination) => Unsafe.WriteUnaligned(ref destination, Vector128.Narrow(Low16(), Low16()).AsUInt32().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLow(ref ushort destination) => Unsafe.WriteUnaligned(ref Unsafe.As<ushort, byte>(ref destination), Low16().AsUInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator +(Floats128 left, Floats128 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator -(Floats128 left, Floats128 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator *(Floats128 left, Floats128 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Min(Floats128 left, Floats128 right) => new(Vector128.MinNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Max(Floats128 left, Floats128 right) => new(Vector128.MaxNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 UnlessNaN(Floats128 value, Floats128 other) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(value.Value, value.Value), value.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 MaxMagnitudeBits(Floats128 left, Floats128 right)
    {
        Vector128<uint> mask = Vector128.Create(Magnitude);
        return new(Vector128.Max((left.Value.AsUInt32() & mask).AsInt32(), (right.Value.AsUInt32() & mask).AsInt32()).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Floats128 magnitudes) => Vector128.LessThanAll(magnitudes.Value.AsUInt32() & Vector128.Create(Magnitude), Vector128.Create(Infinity));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Lowest(Floats128 value) => Math.Min(Math.Min(value.Value[0], value.Value[1]), Math.Min(value.Value[2], value.Value[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Highest(Floats128 value) => Math.Max(Math.Max(value.Value[0], value.Value[1]), Math.Max(value.Value[2], value.Value[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 LoadIntegers(ref readonly ushort source) =>
        new(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(in Unsafe.As<ushort, byte>(ref Unsafe.AsRef(in source)))).AsUInt16()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 CreateInteger(uint value) => new(Vector128.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 AddIntegers(Floats128 left, Floats128 right) => new((left.Value.AsUInt32() + right.Value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator &(Floats128 left, Floats128 right) => new(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator |(Floats128 left, Floats128 right) => new(left.Value | right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator <<(Floats128 value, int count) => new((value.Value.AsUInt32() << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator >>>(Floats128 value, int count) => new((value.Value.AsUInt32() >>> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 IfLess(Floats128 left, Floats128 right, Floats128 then, Floats128 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(left.Value.AsInt32(), right.Value.AsInt32()).AsSingle(), then.Value, otherwise.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<ushort> Low16() => Vector128.Narrow(Value.AsUInt32(), Value.AsUInt32());
}
