using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Planning;

/// <summary>A codec that plans may name.</summary>
internal sealed record CodecEntry
{
    public required string Name { get; init; }

    /// <summary>What it is, in words.</summary>
    public required string Title { get; init; }

    public required CodecKind Kind { get; init; }

    /// <summary>Every setting; the first is the one that makes the points and may have several values.</summary>
    public required IReadOnlyList<CodecSetting> Settings { get; init; }

    /// <summary>What a value of the first setting is called: {0} stands for it.</summary>
    public required string PointName { get; init; }

    /// <summary>The coder of one point; null for coded input pictures.</summary>
    public required Func<CodecChoice, IItemCoder> Make { get; init; }

    /// <summary>True where the codec needs a calibrated profile.</summary>
    public bool NeedsProfile { get; init; }

    /// <summary>The encoder in ffmpeg, or the program, that must be there; empty for our own.</summary>
    public string Needs { get; init; } = "";

    /// <summary>For coded input pictures: the command of a point.</summary>
    public Func<CodecChoice, PictureCommand>? Picture { get; init; }
}

/// <summary>One point of a codec of a plan, settings filled in.</summary>
/// <param name="Codec">The codec's name in the plan.</param>
/// <param name="Point">The point's value of the first setting.</param>
/// <param name="Values">Every setting.</param>
/// <param name="Profile">The profile; null where there is none.</param>
/// <param name="Threads">Threads of a coder.</param>
/// <param name="Limit">Limit of a program.</param>
internal sealed record CodecChoice(
    string Codec, string Point, IReadOnlyDictionary<string, string> Values, Bridges.Profiles.Profile? Profile, int Threads, TimeSpan Limit)
{
    public string this[string setting] => Values[setting];

    public int Number(string setting) => int.Parse(Values[setting], System.Globalization.CultureInfo.InvariantCulture);
}
