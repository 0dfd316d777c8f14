namespace VideoFeat.Comparison.Results;

/// <summary>Everything that a comparison found: the content of <c>results.json</c>. Immutable.</summary>
public sealed record ComparisonResults
{
    /// <summary>The value of <see cref="Format"/>.</summary>
    public const string FormatName = "videofeat-comparison";

    /// <summary>The version that this code writes. A reader refuses any other; a change of meaning or a field that is gone raises it, a new optional field does not.</summary>
    public const int CurrentVersion = 2;

    /// <summary>Always <see cref="FormatName"/>.</summary>
    public string Format { get; init; } = FormatName;

    /// <summary>Version of the format.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>What the report is headed with.</summary>
    public required string Title { get; init; }

    /// <summary>When the run ended, UTC, ISO 8601.</summary>
    public required string Finished { get; init; }

    /// <summary>Where it ran.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>Versions of what took part, by name: videofeat, libavcodec, x265, zstd, an outside program.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The plan as it ran.</summary>
    public required PlanFacts Plan { get; init; }

    /// <summary>The network, where one took part.</summary>
    public NetworkFacts? Network { get; init; }

    /// <summary>What was coded, in the order of the plan.</summary>
    public required IReadOnlyList<ComparedItem> Items { get; init; }

    /// <summary>Items of the plan that could not be read, and why.</summary>
    public IReadOnlyList<UnreadItem> Unread { get; init; } = [];

    /// <summary>The coders, in the order of the plan; those that are not there too, with the reason.</summary>
    public required IReadOnlyList<ComparedCodec> Codecs { get; init; }

    /// <summary>One cell for each item, codec and point, failed ones with their reason.</summary>
    public required IReadOnlyList<ComparisonCell> Cells { get; init; }

    /// <summary>One row for each codec and point, over all items.</summary>
    public required IReadOnlyList<PooledRow> Pooled { get; init; }

    /// <summary>Rate against quality, one for each codec and quality, points from low rate to high.</summary>
    public IReadOnlyList<QualityCurve> Curves { get; init; } = [];

    /// <summary>Bjontegaard differences: every pair of codecs with curves of one quality, so that a report can change the baseline.</summary>
    public IReadOnlyList<BdRow> Bd { get; init; } = [];

    /// <summary>Errors and bits by channel, of few items and points.</summary>
    public IReadOnlyList<ChannelMap> Channels { get; init; } = [];

    /// <summary>Channel mosaics, of few items and points.</summary>
    public IReadOnlyList<MosaicPicture> Pictures { get; init; } = [];
}
