namespace VideoFeat.Bridges.Hevc.Syntax;

/// <summary>What an access unit is made of, read from its NAL unit headers alone.</summary>
/// <param name="NalUnits">NAL units with a valid header.</param>
/// <param name="Damaged">NAL units whose header is not valid.</param>
/// <param name="Slices">NAL units that carry slices.</param>
/// <param name="HasIrap">True where a slice belongs to an intra random access point (IDR, CRA, BLA).</param>
/// <param name="HasIdr">True where a slice belongs to an IDR picture.</param>
/// <param name="HasVps">True where a video parameter set is in it.</param>
/// <param name="HasSps">True where a sequence parameter set is in it.</param>
/// <param name="HasPps">True where a picture parameter set is in it.</param>
public readonly record struct AccessUnitFacts(
    int NalUnits, int Damaged, int Slices, bool HasIrap, bool HasIdr, bool HasVps, bool HasSps, bool HasPps)
{
    /// <summary>True where it carries a picture.</summary>
    public bool HasVcl => Slices > 0;

    /// <summary>True where VPS, SPS and PPS are all in it: with an IRAP picture, a decoder can start here.</summary>
    public bool HasParameterSets => HasVps && HasSps && HasPps;

    /// <summary>Reads the facts from Annex B bytes; never throws. No NAL unit at all means that the bytes are no Annex B (MP4's length prefixes, say).</summary>
    public static AccessUnitFacts Read(ReadOnlySpan<byte> accessUnit)
    {
        AccessUnitFacts facts = default;
        foreach (NalUnit nal in AnnexB.Units(accessUnit))
        {
            if (!nal.IsHeaderValid)
            {
                facts = facts with { Damaged = facts.Damaged + 1 };
                continue;
            }

            NalUnitType type = nal.Type;
            facts = new AccessUnitFacts(
                facts.NalUnits + 1,
                facts.Damaged,
                facts.Slices + (type.IsVcl() ? 1 : 0),
                facts.HasIrap || type.IsIrap(),
                facts.HasIdr || type.IsIdr(),
                facts.HasVps || type == NalUnitType.Vps,
                facts.HasSps || type == NalUnitType.Sps,
                facts.HasPps || type == NalUnitType.Pps);
        }

        return facts;
    }
}
