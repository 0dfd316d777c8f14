namespace VideoFeat.Bridges.Lightweight;

/// <summary>What the lightweight coder's binary decisions are predicted from. The values are those of the stream.</summary>
public enum LightweightContexts
{
    /// <summary>The paper's: one adaptive probability for each place in the truncated unary word.</summary>
    One = 0,

    /// <summary>Ours: neighbours and the channels before, seven contexts mixed.</summary>
    Rich = 1,
}
