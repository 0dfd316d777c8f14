namespace VideoFeat.Packing.Header;

/// <summary>A message of the feature header: a <see cref="FeatureConfiguration"/>, a <see cref="FeatureUnitHeader"/> or a <see cref="PayloadFragment"/>.</summary>
public abstract record FeatureMessage
{
    private protected FeatureMessage()
    {
    }
}
