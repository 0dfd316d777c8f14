namespace VideoFeat.Streaming;

/// <summary>Where a feature set spends its time between the world and the network's answer.</summary>
public enum Stage
{
    /// <summary>Reading: a file, or a picture with its decoding and scaling.</summary>
    Capture = 1,

    /// <summary>The network's front half.</summary>
    Front = 2,

    /// <summary>Measuring, quantizing and packing.</summary>
    Pack = 3,

    /// <summary>Coding, verifying and the feature SEI included.</summary>
    Encode = 4,

    /// <summary>Handing over to the carrier, its pacing included.</summary>
    Send = 5,

    /// <summary>From the end of coding to the arrival of the last access unit, by the clocks of both machines; may be negative where they disagree.</summary>
    Network = 6,

    /// <summary>Decoding.</summary>
    Decode = 7,

    /// <summary>Checking, unpacking and dequantizing.</summary>
    Unpack = 8,

    /// <summary>The network's back half.</summary>
    Back = 9,
}
