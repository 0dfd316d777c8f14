using System.Globalization;

namespace VideoFeat.Tuning;

/// <summary>The points of one codec from fine to coarse.</summary>
/// <param name="Codec">The codec's name in the catalogue.</param>
/// <param name="Varied">The setting that makes the points.</param>
/// <param name="Points">Its values, fine to coarse.</param>
/// <param name="Fixed">The other settings that differ from their defaults.</param>
internal sealed record TuningLadder(string Codec, string Varied, IReadOnlyList<string> Points, params (string Name, string Value)[] Fixed)
{
    private static readonly string[] Qps = [.. Enumerable.Range(0, 52).Select(Text)];

    /// <summary>Steps of the transform, four to an octave from 1/4 to 16.</summary>
    private static readonly string[] Steps = [.. Enumerable.Range(-8, 25).Select(i => Math.Round(Math.Pow(2, i / 4.0), 3).ToString(CultureInfo.InvariantCulture))];

    private static readonly string[] Levels = ["256", "128", "64", "48", "32", "24", "16", "12", "10", "8", "6", "5", "4", "3", "2"];

    public static IReadOnlyList<TuningLadder> All { get; } =
    [
        new("near-lossless", "bits", ["10", "8"], ("effort", "best")),
        new("lightweight", "levels", Levels, ("ecq", "true"), ("contexts", "rich")),
        new("transform", "step-scale", Steps),
        new("hevc", "qp", Qps),
        new("hevc", "qp", Qps, ("bits", "10")),
        new("hevc", "qp", Qps, ("layout", "channel")),
        new("klt-hevc", "qp", Qps),
    ];

    public bool NeedsProfile => Codec is "transform" or "klt-hevc";

    public string Name => string.Join(' ', [Codec, .. Fixed.Select(f => $"{f.Name}={f.Value}")]);

    public TunedPoint At(int rung) => new(Codec, Fixed.Append((Name: Varied, Value: Points[rung])).ToDictionary(f => f.Item1, f => f.Item2, StringComparer.Ordinal));

    /// <summary>The rung so many steps to the safe side: finer, or coarser where bits are what must not grow.</summary>
    public static int Finer(int rung, int steps, bool towardsFewerBits) => towardsFewerBits ? rung + steps : rung - steps;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
