namespace VideoFeat.Bridges.Lightweight;

/// <summary>Where values lie: a model, or values themselves. Clipping ranges and quantizers are designed on either.</summary>
internal interface IValueDistribution
{
    /// <summary>The lowest value worth a level; finite.</summary>
    double Low { get; }

    /// <summary>The highest value worth a level; finite.</summary>
    double High { get; }

    /// <summary>What lies in [<paramref name="from"/>, <paramref name="to"/>), as shares of all; the ends may be infinite.</summary>
    CellMoments Between(double from, double to);
}
