namespace VideoFeat.Bridges.Lightweight;

/// <summary>
/// The model of what goes into an activation (Cohen, Choi, Bajic, IEEE OJCAS 2021): exponential decay lambda * kappa above the mode mu, lambda / kappa below.
/// </summary>
/// <param name="Lambda">Scale, above 0.</param>
/// <param name="Mu">Mode.</param>
/// <param name="Kappa">Asymmetry; the paper fixes 0.5 for its networks.</param>
internal readonly record struct AsymmetricLaplace(double Lambda, double Mu, double Kappa = 0.5)
{
    // u = lambda * mu: the fits published lie at -1.1 and -0.7; at +-60 all values are on one side of zero.
    private const double WidestU = 60;
    private const int Halvings = 80;

    /// <summary>Decay above the mode.</summary>
    public double Right => Lambda * Kappa;

    /// <summary>Decay below the mode.</summary>
    public double Left => Lambda / Kappa;

    /// <summary>Density at the mode.</summary>
    public double Peak => Lambda * Kappa / (1 + (Kappa * Kappa));

    /// <summary>
    /// The model whose values behind the activation have this mean and variance; null where none has. The ratio of variance to squared mean depends
    /// on lambda * mu alone and falls with it.
    /// </summary>
    /// <param name="mean">Of the values behind the activation.</param>
    /// <param name="variance">Of the values behind the activation.</param>
    /// <param name="slope">Of the activation below zero: 0 for ReLU.</param>
    /// <param name="kappa">Asymmetry.</param>
    public static AsymmetricLaplace? Fit(double mean, double variance, double slope, double kappa = 0.5)
    {
        if (!(mean > 0 && variance > 0 && double.IsFinite(variance)))
        {
            return null;
        }

        double wanted = variance / (mean * mean);
        double low = -WidestU, high = WidestU;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Ratio(middle, slope, kappa) > wanted ? (middle, high) : (low, middle);
        }

        double u = (low + high) / 2;
        double lambda = Moments(u, slope, kappa).First / mean;
        return Math.Abs(Ratio(u, slope, kappa) - wanted) < 1e-6 * wanted && double.IsFinite(lambda) ? new AsymmetricLaplace(lambda, u / lambda, kappa) : null;
    }

    private static CellMoments Moments(double u, double slope, double kappa) =>
        new ActivationModel(new AsymmetricLaplace(1, u, kappa), slope).Between(double.NegativeInfinity, double.PositiveInfinity);

    private static double Ratio(double u, double slope, double kappa)
    {
        CellMoments all = Moments(u, slope, kappa);
        return all.First > 0 ? all.Variance / (all.First * all.First) : double.PositiveInfinity;
    }
}
