namespace VideoFeat.Bridges.Lightweight;

/// <summary>What made the values, as far as the clipping range depends on it.</summary>
public enum ActivationKind
{
    /// <summary>Told from the values: none below zero is ReLU, or ReLU6 where the largest is 6; else linear.</summary>
    Auto = 0,

    /// <summary>max(x, 0): range from 0 to what the asymmetric-Laplace model of the mean and variance says.</summary>
    Relu = 1,

    /// <summary>x below zero times a slope: as ReLU, with the model of that slope.</summary>
    LeakyRelu = 2,

    /// <summary>min(max(x, 0), 6): the model does not know the upper clip, so the upper end is searched on the values.</summary>
    Relu6 = 3,

    /// <summary>x sigmoid(x): both ends are searched on the values.</summary>
    Silu = 4,

    /// <summary>None: both ends are searched on the values.</summary>
    Linear = 5,
}
