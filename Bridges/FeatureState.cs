namespace VideoFeat.Bridges;

/// <summary>What is known of a decoded feature set.</summary>
public enum FeatureState
{
    /// <summary>Every frame arrived and its check (CRC-32C of the codes, or MD5 picture hash) agreed.</summary>
    Intact = 1,

    /// <summary>Every frame arrived, but the stream carries nothing to check the codes against.</summary>
    Unchecked = 2,

    /// <summary>Something is missing or wrong; no values are handed out.</summary>
    Lost = 3,

    /// <summary>Something is missing or wrong, and the values were made up from other sets, by a policy that the user chose.</summary>
    Concealed = 4,
}
