using VideoFeat.Bridges.Hevc.Syntax;

namespace VideoFeat.Bridges.Hevc;

/// <summary>Leaves out what only a set's first picture needs.</summary>
internal static class HevcParameterSets
{
    /// <summary>
    /// Copies an access unit without VPS, SPS and PPS. Encoders repeat them with every key picture; with many intra frames to a set
    /// (a frame a channel) they would cost some 90 bytes each, and decoding starts at a set's first frame anyway.
    /// </summary>
    /// <returns>Bytes written; <paramref name="destination"/> must hold <paramref name="accessUnit"/>'s length.</returns>
    public static int CopyWithout(ReadOnlySpan<byte> accessUnit, Span<byte> destination)
    {
        int written = 0;
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            if (nal.Type is NalUnitType.Vps or NalUnitType.Sps or NalUnitType.Pps)
            {
                continue;
            }

            // A start code of 4 bytes opens an access unit (H.265 B.2.2, zero_byte), one of 3 stands within.
            ReadOnlySpan<byte> startCode = written == 0 ? [0, 0, 0, 1] : [0, 0, 1];
            startCode.CopyTo(destination[written..]);
            written += startCode.Length;
            nal.Bytes.CopyTo(destination[written..]);
            written += nal.Bytes.Length;
        }

        return written;
    }
}
