namespace VideoFeat.Bridges.NearLossless;

/// <summary>How hard the near-lossless coder tries; both directions take about the same time. The values are those of the stream.</summary>
public enum NearLosslessEffort
{
    /// <summary>Fixed prediction, one token an element under one distribution.</summary>
    Fast = 0,

    /// <summary>Prediction that learns, also from other channels; one token an element.</summary>
    Default = 1,

    /// <summary>Prediction that learns, and binary decisions mixed from eight contexts.</summary>
    Best = 2,
}
