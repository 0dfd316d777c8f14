namespace VideoFeat.Bridges.NearLossless;

/// <summary>Says what an element is likely to be, from what stands before it.</summary>
internal interface IPrediction
{
    /// <summary>Starts a channel.</summary>
    void Open(in ChannelFacts facts);

    /// <summary>The predicted code with <see cref="FractionBits"/>, within the codes' range.</summary>
    /// <param name="value">The element's place; what stands left of it and above is known.</param>
    /// <param name="offset">From the channel's first element, in values.</param>
    int Predict(ref short value, int offset);

    /// <summary>Takes the element's true code.</summary>
    void Learn(int value);

    /// <summary>Bits behind the point.</summary>
    const int FractionBits = 3;
}
