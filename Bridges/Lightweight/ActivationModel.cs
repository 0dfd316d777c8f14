namespace VideoFeat.Bridges.Lightweight;

/// <summary>Values behind a (leaky) ReLU whose input is asymmetric Laplace: exponential pieces, and for ReLU an atom at zero.</summary>
internal sealed class ActivationModel : IValueDistribution
{
    // Beyond this many decays above the mode lie 1e-26 of the values.
    private const double Decays = 60;

    private readonly Piece[] _pieces;
    private readonly double _atZero;

    /// <param name="input">What goes into the activation.</param>
    /// <param name="slope">Of the activation below zero: 0 for ReLU, 1 for none.</param>
    public ActivationModel(AsymmetricLaplace input, double slope)
    {
        double a = input.Right, b = input.Left, c = input.Peak, mu = input.Mu;
        var pieces = new List<Piece>();
        if (mu > 0)
        {
            pieces.Add(new Piece(mu, double.PositiveInfinity, mu, c, -a));
            pieces.Add(new Piece(0, mu, mu, c, b));
        }
        else
        {
            pieces.Add(new Piece(0, double.PositiveInfinity, 0, c * Math.Exp(a * mu), -a));
        }

        if (slope > 0)
        {
            double mode = slope * Math.Min(mu, 0);
            double top = mu > 0 ? c * Math.Exp(-b * mu) : c;
            pieces.Add(new Piece(double.NegativeInfinity, mode, mode, top / slope, b / slope));
            if (mu < 0)
            {
                pieces.Add(new Piece(mode, 0, mode, c / slope, -a / slope));
            }
        }
        else
        {
            _atZero = mu > 0 ? c / b * Math.Exp(-b * mu) : 1 - (c / a * Math.Exp(a * mu));
        }

        _pieces = [.. pieces];
        Low = slope > 0 ? slope * (Math.Min(mu, 0) - (Decays / b)) : 0;
        High = Math.Max(mu, 0) + (Decays / a);
    }

    /// <inheritdoc/>
    public double Low { get; }

    /// <inheritdoc/>
    public double High { get; }

    /// <inheritdoc/>
    public CellMoments Between(double from, double to)
    {
        double mass = from <= 0 && to > 0 ? _atZero : 0, first = 0, second = 0;
        foreach (Piece piece in _pieces)
        {
            double low = Math.Max(from, piece.From), high = Math.Min(to, piece.To);
            if (low < high)
            {
                CellMoments part = piece.Below(high);
                CellMoments less = piece.Below(low);
                mass += part.Mass - less.Mass;
                first += part.First - less.First;
                second += part.Second - less.Second;
            }
        }

        return new CellMoments(mass, first, second);
    }

    /// <summary>Density <c>Height * exp(Rate * (y - At))</c> on [From, To).</summary>
    private readonly record struct Piece(double From, double To, double At, double Height, double Rate)
    {
        // The antiderivatives of f, y f and y^2 f; they vanish at an infinite end.
        public CellMoments Below(double y)
        {
            if (double.IsInfinity(y))
            {
                return default;
            }

            double f = Height * Math.Exp(Rate * (y - At)) / Rate;
            double d = 1 / Rate;
            return new CellMoments(f, f * (y - d), f * ((y * y) - (2 * y * d) + (2 * d * d)));
        }
    }
}
