namespace VideoFeat.Tests.Rtp;

/// <summary>Whether the next packet is lost: independently, or in bursts by the two states of Gilbert and Elliott.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Enter">Chance to go from the good state to the bad one, at each packet.</param>
/// <param name="Leave">Chance to go back.</param>
/// <param name="InGood">Chance of loss in the good state.</param>
/// <param name="InBad">Chance of loss in the bad state.</param>
internal sealed record LossModel(string Name, double Enter, double Leave, double InGood, double InBad)
{
    public static LossModel None { get; } = Independent(0);

    public static LossModel Independent(double share) => new($"{100 * share} %", 0, 1, share, 0);

    /// <summary>Bursts of a mean length, and a share of loss in all.</summary>
    public static LossModel Bursts(double share, double meanLength) =>
        new($"{100 * share} % in bursts of {meanLength}", share / meanLength / (1 - share), 1 / meanLength, 0, 1);

    public Func<bool> Start(Random random)
    {
        bool bad = false;
        return () =>
        {
            bad = random.NextDouble() < (bad ? 1 - Leave : Enter);
            return random.NextDouble() < (bad ? InBad : InGood);
        };
    }
}
