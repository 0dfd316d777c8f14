namespace VideoFeat.Cli;

/// <summary>What is printed of each set.</summary>
internal enum SetLines
{
    /// <summary>Notes of lost and concealed sets on standard error.</summary>
    Faults,

    /// <summary>The same, and the network's answer as a line of text.</summary>
    Text,

    /// <summary>A line of JSON for every set.</summary>
    Json,
}
