namespace VideoFeat.Comparison.Measures;

/// <summary>How the curve between measured points is taken to run.</summary>
public enum CurveInterpolation
{
    /// <summary>Piecewise cubic Hermite, monotone where the points are (Fritsch and Butland, 1984): what JVET's sheets use. The default.</summary>
    Pchip,

    /// <summary>Piecewise cubic after Akima (1970): smoother, and nearer to true points in between (Herglotz et al., 2022), but not monotone.</summary>
    Akima,

    /// <summary>One polynomial of third degree (VCEG-M33), for comparison with old figures: it swings where a curve bends hard.</summary>
    Cubic,
}
