namespace VideoFeat.Monitoring;

/// <summary>What the network's back half made of a feature set, as the page shows it.</summary>
/// <param name="ItemId">The user's name for the item; null where it has none.</param>
/// <param name="Sequence">The set's sequence number.</param>
/// <param name="Lines">The answer, the best first; the page shows the first <see cref="MaxLines"/>.</param>
public sealed record NetworkAnswer(string? ItemId, ulong Sequence, IReadOnlyList<NetworkAnswer.Line> Lines)
{
    /// <summary>Lines that are shown.</summary>
    public const int MaxLines = 10;

    /// <summary>A class, a detection, an output.</summary>
    /// <param name="Text">What it is.</param>
    /// <param name="Score">How sure the network is, 0..1; null where there is no such number.</param>
    public sealed record Line(string Text, double? Score);
}
