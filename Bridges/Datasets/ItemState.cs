namespace VideoFeat.Bridges.Datasets;

/// <summary>How an item of a dataset was coded.</summary>
public enum ItemState
{
    /// <summary>As it was asked for.</summary>
    Coded = 1,

    /// <summary>With more bits a code and without loss, since the largest error allowed was exceeded otherwise.</summary>
    Finer = 2,

    /// <summary>Bit for bit.</summary>
    Exact = 3,
}
