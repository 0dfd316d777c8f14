namespace VideoFeat.Bridges.Rtp.Rate;

/// <summary>What a report made of the rate.</summary>
public enum LinkVerdict
{
    /// <summary>Stays: the link is full, or what it holds is not known.</summary>
    Hold,

    /// <summary>Rises: nothing is lost and no queue stands.</summary>
    Rise,

    /// <summary>Falls: packets are lost.</summary>
    FallByLoss,

    /// <summary>Falls: a queue stands before the link.</summary>
    FallByDelay,

    /// <summary>Falls: reports came and come no more.</summary>
    FallBySilence,
}
