namespace VideoFeat.Bridges.Lightweight;

/// <summary>An activation with its slope.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Slope">Of <see cref="ActivationKind.LeakyRelu"/> below zero: above 0, below 1. Darknet's is 0.1.</param>
public readonly record struct Activation(ActivationKind Kind, double Slope = 0.1)
{
    /// <summary>What the values suggest, where this is <see cref="ActivationKind.Auto"/>.</summary>
    /// <param name="minimum">Smallest value.</param>
    /// <param name="maximum">Largest value.</param>
    internal Activation For(float minimum, float maximum) => Kind != ActivationKind.Auto ? this
        : new Activation(minimum < 0 ? ActivationKind.Linear : maximum == 6 ? ActivationKind.Relu6 : ActivationKind.Relu);
}
