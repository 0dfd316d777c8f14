namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>Ingredients of a profile that can be left out.</summary>
[Flags]
internal enum CalibrationParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Blocks larger than one element.</summary>
    Blocks = 1,

    /// <summary>Steps weighted by what matters behind the cut.</summary>
    Weights = 2,

    /// <summary>The table of mean true values.</summary>
    Tables = 4,

    /// <summary>The filter of 3x3.</summary>
    Filters = 8,

    /// <summary>Freedom of clipped values.</summary>
    Completion = 16,

    /// <summary>The model's learned state.</summary>
    State = 32,

    /// <summary>The channel transform.</summary>
    Klt = 64,

    /// <summary>The back half's metric in the channel transform.</summary>
    Metric = 128,
}
