namespace VideoFeat.Packing.Layout;

/// <summary>What stands in the parts of a frame that no tile covers; decoders never look at it.</summary>
public enum GapFill
{
    /// <summary>Code 0 everywhere: cheapest where codes are lossless, since a repeated row of noise must be coded again (a frame a channel: 12 to 22 % fewer bits).</summary>
    Flat = 0,

    /// <summary>The neighbouring codes go on to the next multiple of the smallest coding unit, then code 0: cheapest where coding is lossy, as no edge cuts through a unit.</summary>
    Continue = 1,
}
