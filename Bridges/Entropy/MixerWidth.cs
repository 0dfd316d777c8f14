using System.Runtime.Intrinsics;

namespace VideoFeat.Bridges.Entropy;

/// <summary>Vectors that the mixing and prediction loops use; every width gives the same bits.</summary>
internal enum MixerWidth
{
    /// <summary>The scalar twin.</summary>
    Scalar = 0,

    /// <summary>128 bits.</summary>
    Vector128 = 1,

    /// <summary>256 bits.</summary>
    Vector256 = 2,
}

/// <summary>What this processor has.</summary>
internal static class MixerWidths
{
    /// <summary>The widest vectors of this processor.</summary>
    public static MixerWidth Best => Vector256.IsHardwareAccelerated ? MixerWidth.Vector256
        : Vector128.IsHardwareAccelerated ? MixerWidth.Vector128
        : MixerWidth.Scalar;
}
