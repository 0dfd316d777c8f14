namespace VideoFeat.Bridges.Hevc.Syntax;

/// <summary>nal_unit_type of H.265 (table 7-1). Values without a name are reserved or unspecified; all below 32 carry slices.</summary>
public enum NalUnitType : byte
{
    /// <summary>TRAIL_N: slice of a trailing picture that is no reference in its sub-layer.</summary>
    TrailN = 0,

    /// <summary>TRAIL_R: slice of a trailing picture that may be a reference.</summary>
    TrailR = 1,

    /// <summary>RADL_N: decodable leading picture, no reference in its sub-layer.</summary>
    RadlN = 6,

    /// <summary>RADL_R: decodable leading picture.</summary>
    RadlR = 7,

    /// <summary>RASL_N: leading picture that random access skips, no reference in its sub-layer.</summary>
    RaslN = 8,

    /// <summary>RASL_R: leading picture that random access skips.</summary>
    RaslR = 9,

    /// <summary>BLA_W_LP: the first of the IRAP types (16..23).</summary>
    BlaWLp = 16,

    /// <summary>BLA_W_RADL.</summary>
    BlaWRadl = 17,

    /// <summary>BLA_N_LP.</summary>
    BlaNLp = 18,

    /// <summary>IDR_W_RADL: decoding can start here.</summary>
    IdrWRadl = 19,

    /// <summary>IDR_N_LP: decoding can start here, no leading pictures follow.</summary>
    IdrNLp = 20,

    /// <summary>CRA_NUT: decoding can start here, leading pictures may be skipped.</summary>
    Cra = 21,

    /// <summary>Video parameter set.</summary>
    Vps = 32,

    /// <summary>Sequence parameter set.</summary>
    Sps = 33,

    /// <summary>Picture parameter set.</summary>
    Pps = 34,

    /// <summary>Access unit delimiter.</summary>
    AccessUnitDelimiter = 35,

    /// <summary>End of sequence.</summary>
    EndOfSequence = 36,

    /// <summary>End of bitstream.</summary>
    EndOfBitstream = 37,

    /// <summary>Filler data.</summary>
    FillerData = 38,

    /// <summary>PREFIX_SEI_NUT: SEI before the slices; the feature SEI is one.</summary>
    PrefixSei = 39,

    /// <summary>SUFFIX_SEI_NUT: SEI after the slices; picture hashes stand here.</summary>
    SuffixSei = 40,
}

/// <summary>Groups of NAL unit types.</summary>
public static class NalUnitTypes
{
    /// <summary>True for the types that carry coded slices (0..31).</summary>
    public static bool IsVcl(this NalUnitType type) => (byte)type < 32;

    /// <summary>True for intra random access points (16..23, the two reserved ones included).</summary>
    public static bool IsIrap(this NalUnitType type) => (byte)type is >= 16 and <= 23;

    /// <summary>True for the two IDR types.</summary>
    public static bool IsIdr(this NalUnitType type) => type is NalUnitType.IdrWRadl or NalUnitType.IdrNLp;

    /// <summary>True for VPS, SPS and PPS.</summary>
    public static bool IsParameterSet(this NalUnitType type) => type is NalUnitType.Vps or NalUnitType.Sps or NalUnitType.Pps;
}
