using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VideoFeat.Packing.Kernels;

/// <summary>4 floats: SSE4.1, NEON.</summary>
internal readonly struct Floats128(Vector128<float> value) : IFloatVector<Floats128>
{
    private const uint Magnitude = 0x7FFFFFFF;

    public static int Count => 4;

    private Vector128<float> Value { get; } = value;

    public static Floats128 Create(float value) => new(Vector128.Create(value));

    public static Floats128 Load(ref readonly float source) => new(Vector128.LoadUnsafe(in source));

    public static Floats128 Load(ref readonly byte source) =>
        new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(in source)).AsByte())).AsInt32()));

    public static Floats128 Load(ref readonly ushort source) =>
        new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(in Unsafe.As<ushort, byte>(ref Unsafe.AsRef(in source)))).AsUInt16()).AsInt32()));

    public void Store(ref float destination) => Value.StoreUnsafe(ref destination);

    public void StoreLow(ref byte destination) => Unsafe.WriteUnaligned(ref destination, Vector128.Narrow(Low16(), Low16()).AsUInt32().ToScalar());

    public void StoreLow(ref ushort destination) => Unsafe.WriteUnaligned(ref Unsafe.As<ushort, byte>(ref destination), Low16().AsUInt64().ToScalar());

    public static Floats128 operator +(Floats128 left, Floats128 right) => new(left.Value + right.Value);

    public static Floats128 operator -(Floats128 left, Floats128 right) => new(left.Value - right.Value);

    public static Floats128 operator *(Floats128 left, Floats128 right) => new(left.Value * right.Value);

    public static Floats128 Min(Floats128 left, Floats128 right) => new(Vector128.MinNative(left.Value, right.Value));

    public static Floats128 Max(Floats128 left, Floats128 right) => new(Vector128.MaxNative(left.Value, right.Value));

    public static Floats128 UnlessNaN(Floats128 value, Floats128 other) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(value.Value, value.Value), value.Value, other.Value));

    public static Floats128 MaxMagnitudeBits(Floats128 left, Floats128 right)
    {
        Vector128<uint> mask = Vector128.Create(Magnitude);
        return new(Vector128.Max((left.Value.AsUInt32() & mask).AsInt32(), (right.Value.AsUInt32() & mask).AsInt32()).AsSingle());
    }

    private Vector128<ushort> Low16() => Vector128.Narrow(Value.AsUInt32(), Value.AsUInt32());
}
