namespace VideoFeat.Reporting.Figures;

/// <summary>What of a text stands at its place.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}
