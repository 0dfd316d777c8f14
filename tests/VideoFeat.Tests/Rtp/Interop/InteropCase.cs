using VideoFeat.Bridges.Hevc;

namespace VideoFeat.Tests.Rtp.Interop;

/// <summary>How the features are coded.</summary>
internal sealed record InteropCase(bool Lossless, Prediction Prediction, int Bits)
{
    /// <summary>All eight; the one at 7 - i is the opposite of the one at i in everything.</summary>
    public static IReadOnlyList<InteropCase> All { get; } =
    [
        .. from lossless in new[] { true, false }
           from prediction in new[] { Prediction.Intra, Prediction.LowDelayP }
           from bits in new[] { 8, 10 }
           select new InteropCase(lossless, prediction, bits),
    ];

    public override string ToString() => $"{(Lossless ? "lossless" : "QP 20")} {(Prediction == Prediction.Intra ? "intra" : "P")} {Bits}";
}
