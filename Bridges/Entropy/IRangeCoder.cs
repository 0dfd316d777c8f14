namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// What a model sees of the coder: the encoder takes the value and gives it back, the decoder ignores it and gives the one it reads. So a model is
/// written once and both directions agree by construction.
/// </summary>
internal interface IRangeCoder
{
    /// <summary>True of the decoder: a model whose encoder does not wait for what comes back is faster, since it knows.</summary>
    static abstract bool Decodes { get; }

    /// <summary>True where a decoder was asked for far more than its bytes hold: what follows can only be wrong. Never true of an encoder.</summary>
    bool IsExhausted { get; }

    /// <summary>Codes one binary decision.</summary>
    /// <param name="bit">0 or 1; the decoder ignores it.</param>
    /// <param name="one">Probability of 1 in 1/65536: 1..65535.</param>
    int Bit(int bit, uint one);

    /// <summary>Codes a row of decisions of one probability, each as <see cref="Bit"/> does, and moves it by each.</summary>
    /// <param name="bits">0 or 1 each; the decoder fills them in.</param>
    /// <param name="counter">The probability.</param>
    void Row(scoped Span<byte> bits, ref PairCounter counter);

    /// <summary>Codes bits that are as likely 0 as 1.</summary>
    /// <param name="value">The bits, below 2^<paramref name="count"/>; the decoder ignores it.</param>
    /// <param name="count">0..16.</param>
    uint Bits(uint value, int count);

    /// <summary>Codes one of several symbols by their cumulative frequencies.</summary>
    /// <param name="symbol">0-based; the decoder ignores it.</param>
    /// <param name="cumulative">Entry i is the frequency of all symbols below i: from 0 up to 2^<paramref name="precision"/>, each above the one before it; one entry
    /// more than there are symbols.</param>
    /// <param name="precision">8..15.</param>
    int Symbol(int symbol, ReadOnlySpan<ushort> cumulative, int precision);

    /// <summary>Codes one of 16 symbols by a row of 16 cumulative frequencies that starts with 0; behind it stands the total, or 0 for it.</summary>
    /// <param name="symbol">0..15; the decoder ignores it.</param>
    /// <param name="cumulative">17 entries: 16, each above the one before it and below 32768, and one more.</param>
    /// <param name="width">Vectors to search with.</param>
    int Nibble(int symbol, ReadOnlySpan<short> cumulative, MixerWidth width);
}
