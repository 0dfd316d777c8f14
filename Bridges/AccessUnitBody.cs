using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Packing;

namespace VideoFeat.Bridges;

/// <summary>What an access unit spends on codes, parameter sets and messages apart.</summary>
public static class AccessUnitBody
{
    /// <summary>Bytes of the payload that a bridge of our own wrote into the SEI of its carrier picture; where there is none, of the slices.</summary>
    /// <param name="accessUnit">Annex B.</param>
    public static long Bytes(ReadOnlySpan<byte> accessUnit)
    {
        long payload = AccessUnitMessages.Read(accessUnit, FeatureLimits.Default).Fragments.Sum(f => (long)f.Bytes.Length);
        return payload > 0 ? payload : SliceBytes(accessUnit);
    }

    private static long SliceBytes(ReadOnlySpan<byte> accessUnit)
    {
        long bytes = 0;
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            bytes += nal.Type.IsVcl() ? nal.Bytes.Length : 0;
        }

        return bytes;
    }
}
