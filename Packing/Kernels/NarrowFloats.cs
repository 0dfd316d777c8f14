using System.Runtime.CompilerServices;

namespace VideoFeat.Packing.Kernels;

/// <summary>Vectors of float16 and bfloat16, as integers of 16 bits, to float32 and back.</summary>
internal static class NarrowFloats
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector FromHalf<TVector>(TVector half)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        // Exponent and mantissa moved into place lack 112 in the exponent; multiplying adds it and makes denormals normal. NaN and infinities take all ones.
        TVector magnitude = (half & TVector.CreateInteger(0x7FFF)) << 13;
        TVector value = magnitude * TVector.CreateInteger((127 + 112) << 23);
        value = TVector.IfLess(magnitude, TVector.CreateInteger(0x1F << 23), value, magnitude | TVector.CreateInteger(0x7F800000));
        return value | ((half & TVector.CreateInteger(0x8000)) << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ToHalf<TVector>(TVector value)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        TVector magnitude = value & TVector.CreateInteger(0x7FFFFFFF);

        // Half an even mantissa's unit less one, and one more where it is odd, carries into the kept bits exactly where rounding to even goes up.
        TVector odd = (magnitude >>> 13) & TVector.CreateInteger(1);
        TVector normal = TVector.AddIntegers(TVector.AddIntegers(magnitude, odd), TVector.CreateInteger(unchecked(0xFFF - (112u << 23)))) >>> 13;

        // Adding 0.5 moves a denormal's mantissa to the lowest bits of the sum, rounded by the addition itself.
        TVector denormal = TVector.AddIntegers(magnitude + TVector.Create(0.5f), TVector.CreateInteger(unchecked(0u - (126u << 23))));
        TVector special = TVector.IfLess(
            TVector.CreateInteger(0x7F800000), magnitude, TVector.CreateInteger(0x7E00), TVector.CreateInteger(0x7C00));
        TVector half = TVector.IfLess(magnitude, TVector.CreateInteger(113 << 23), denormal, normal);
        half = TVector.IfLess(magnitude, TVector.CreateInteger((127 + 16) << 23), half, special);
        return half | ((value >>> 16) & TVector.CreateInteger(0x8000));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector FromBFloat16<TVector>(TVector upper)
        where TVector : unmanaged, IFloatVector<TVector> => upper << 16;

    /// <summary>For finite values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ToBFloat16<TVector>(TVector value)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        TVector odd = (value >>> 16) & TVector.CreateInteger(1);
        return TVector.AddIntegers(TVector.AddIntegers(value, odd), TVector.CreateInteger(0x7FFF)) >>> 16;
    }
}
