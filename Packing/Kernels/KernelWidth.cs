using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VideoFeat.Packing.Kernels;

/// <summary>How many floats the loops take at once. All widths give the same bits.</summary>
internal enum KernelWidth
{
    /// <summary>One.</summary>
    Scalar = 1,

    /// <summary>Four: SSE, NEON.</summary>
    Bits128 = 4,

    /// <summary>Eight: AVX2.</summary>
    Bits256 = 8,

    /// <summary>Sixteen: AVX-512.</summary>
    Bits512 = 16,
}

/// <summary>Which widths this machine has.</summary>
internal static class KernelWidths
{
    /// <summary>The widest; a constant to the compiler.</summary>
    public static readonly KernelWidth Best = Has(KernelWidth.Bits512) ? KernelWidth.Bits512
        : Has(KernelWidth.Bits256) ? KernelWidth.Bits256
        : Has(KernelWidth.Bits128) ? KernelWidth.Bits128
        : KernelWidth.Scalar;

    /// <summary>True where the loops of that width can run.</summary>
    public static bool Has(KernelWidth width) => width switch
    {
        KernelWidth.Bits512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported,
        KernelWidth.Bits256 => Vector256.IsHardwareAccelerated && Avx2.IsSupported,
        KernelWidth.Bits128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>The widest of at most <paramref name="limit"/> that a row of <paramref name="length"/> floats fills.</summary>
    public static KernelWidth For(int length, KernelWidth limit) =>
        limit >= KernelWidth.Bits512 && length >= 16 ? KernelWidth.Bits512
        : limit >= KernelWidth.Bits256 && length >= 8 ? KernelWidth.Bits256
        : limit >= KernelWidth.Bits128 && length >= 4 ? KernelWidth.Bits128
        : KernelWidth.Scalar;
}
