using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Benchmarks;

/// <summary>Which feature set an access unit belongs to.</summary>
internal static class FeatureNumber
{
    /// <summary>The sequence number in its feature SEI; null where there is none that can be read.</summary>
    public static ulong? Of(ReadOnlySpan<byte> unit)
    {
        foreach (byte[] payload in SeiReader.UserData(unit, out _))
        {
            if (FeatureHeaderReader.TryRead(payload, FeatureLimits.Default, out FeatureMessage? message, out _) && message is FeatureUnitHeader header)
            {
                return header.SequenceNumber;
            }
        }

        return null;
    }
}
