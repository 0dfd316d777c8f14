namespace VideoFeat.Bridges.Datasets;

/// <summary>The bridges by their numbers in the feature header.</summary>
public enum BridgeNumber : byte
{
    /// <summary>HEVC.</summary>
    Hevc = 1,

    /// <summary>Our coder of codes without loss.</summary>
    NearLossless = 2,

    /// <summary>Few levels.</summary>
    Lightweight = 3,

    /// <summary>The calibrated transform.</summary>
    Transform = 4,

    /// <summary>Principal components through HEVC.</summary>
    KltHevc = 5,
}
