using System.Globalization;
using VideoFeat.Evaluation;
using VideoFeat.Streaming;

namespace VideoFeat.Monitoring.Figures;

/// <summary>A network's answer as the page shows it.</summary>
/// <param name="ItemId">The user's name for the item; null where it has none.</param>
/// <param name="Sequence">The set's sequence number.</param>
/// <param name="Lines">Classes or objects, the best first.</param>
internal sealed record AnswerSheet(string? ItemId, ulong Sequence, IReadOnlyList<AnswerSheet.Line> Lines)
{
    /// <summary>Lines that are shown.</summary>
    public const int MaxLines = 8;

    public static AnswerSheet Of(string? itemId, ulong sequence, NetworkAnswer answer)
    {
        IEnumerable<Line> classes = answer.Classes.Select(c => new Line($"class {c.Class}", c.Score));
        IEnumerable<Line> objects = answer.Objects.Select(o => new Line(Text(o), o.Score));
        Line[] lines = [.. classes.Concat(objects).Take(MaxLines)];
        return new AnswerSheet(itemId, sequence, lines.Length > 0 ? lines : [new Line("nothing", null)]);
    }

    private static string Text(Detection o) => string.Create(
        CultureInfo.InvariantCulture, $"class {o.ClassIndex} at {o.Box.Left:F0},{o.Box.Top:F0} to {o.Box.Right:F0},{o.Box.Bottom:F0}");

    /// <param name="Text">What it is.</param>
    /// <param name="Score">As the network gives it: a share of 0..1, or a logit; null where there is none.</param>
    public sealed record Line(string Text, double? Score);
}
