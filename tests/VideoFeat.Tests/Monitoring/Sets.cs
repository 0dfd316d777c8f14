using VideoFeat.Bridges;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Monitoring;

/// <summary>Decoded sets as a receiver gives them: one tensor of 4x5x6.</summary>
internal static class Sets
{
    public const int Elements = 120;

    public static DecodedFeature Of(FeatureState state, ulong sequence = 0, long bits = 480, long? capturedNs = null) => new()
    {
        Set = state == FeatureState.Lost ? null : new FeatureSet(Tensors.Features(new TensorShape(1, 4, 5, 6), (int)sequence, "p3")),
        State = state,
        Reason = state is FeatureState.Intact ? null : $"reason {sequence}",
        Sequence = sequence,
        Bits = bits,
        BitDepth = 8,
        CaptureTimeNs = capturedNs,
    };
}
