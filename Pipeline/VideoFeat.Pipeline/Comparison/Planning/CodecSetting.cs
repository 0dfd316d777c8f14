using System.Globalization;

namespace VideoFeat.Comparison.Planning;

/// <summary>One setting of a codec: its name, what it may be, and what it is by default.</summary>
/// <param name="Name">Its key in a plan.</param>
/// <param name="Allowed">What a value may be, in words.</param>
/// <param name="Check">True for a good value.</param>
/// <param name="Default">The values where none are given.</param>
internal sealed record CodecSetting(string Name, string Allowed, Func<string, bool> Check, params string[] Default)
{
    /// <summary>Whole numbers.</summary>
    public static CodecSetting Whole(string name, int least, int most, params string[] defaults) =>
        new(name, $"{least}..{most}", v => int.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n) && n >= least && n <= most, defaults);

    /// <summary>A QP, or lossless.</summary>
    public static CodecSetting Qp(int most, bool lossless, params string[] defaults) => new(
        "qp",
        lossless ? $"0..{most} and lossless" : $"0..{most}",
        v => (lossless && v == Lossless) || (int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= most),
        defaults);

    /// <summary>Words.</summary>
    public static CodecSetting Word(string name, string[] allowed, string value) => new(name, string.Join(", ", allowed), v => allowed.Contains(v, StringComparer.Ordinal), value);

    /// <summary>The value of a QP that stands for no loss.</summary>
    public const string Lossless = "lossless";
}
