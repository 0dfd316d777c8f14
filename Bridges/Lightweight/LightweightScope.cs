namespace VideoFeat.Bridges.Lightweight;

/// <summary>For how long a quantizer holds that was worked out from values.</summary>
public enum LightweightScope
{
    /// <summary>Each set has its own.</summary>
    Set = 0,

    /// <summary>The first set's holds for the stream.</summary>
    Stream = 1,
}
