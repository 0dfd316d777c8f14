namespace VideoFeat.Reporting.Html;

/// <summary>What ran for a codec at a point, as it ran for the first item.</summary>
internal sealed record PointCommand(string Codec, string Point, IReadOnlyList<string> Settings, string Command);
