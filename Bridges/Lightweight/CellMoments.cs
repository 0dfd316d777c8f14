namespace VideoFeat.Bridges.Lightweight;

/// <summary>Moments of the values in a cell of a quantizer, over all values.</summary>
/// <param name="Mass">Share of the values, 0..1.</param>
/// <param name="First">Sum of those values over the count of all.</param>
/// <param name="Second">Sum of their squares over the count of all.</param>
internal readonly record struct CellMoments(double Mass, double First, double Second)
{
    /// <summary>Mean of the values in the cell.</summary>
    public double Mean => First / Mass;

    /// <summary>Variance, where the cell holds everything.</summary>
    public double Variance => Second - (First * First);

    /// <summary>What the squared error comes to, over the count of all, if the cell's values become <paramref name="level"/>.</summary>
    public double ErrorTo(double level) => Second - (2 * level * First) + (level * level * Mass);
}
