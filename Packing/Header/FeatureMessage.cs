namespace VideoFeat.Packing.Header;

/// <summary>A message of the feature header: a <see cref="FeatureConfiguration"/>, a <see cref="FeatureUnitHeader"/>, a <see cref="PayloadFragment"/> or a <see cref="ProfileFragment"/>.</summary>
public abstract record FeatureMessage
{
    private protected FeatureMessage()
    {
    }
}
