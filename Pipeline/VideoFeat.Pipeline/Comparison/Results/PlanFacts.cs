namespace VideoFeat.Comparison.Results;

/// <summary>The plan that ran.</summary>
/// <param name="Sha256">SHA-256 of the plan's meaning, lower-case hex: equal for two files that ask for the same.</param>
/// <param name="Text">The plan as JSON, every default filled in.</param>
/// <param name="CommandLine">The command that runs it again.</param>
/// <param name="Jobs">Cells that ran at a time; their times are of a shared machine where it is above 1.</param>
/// <param name="Seed">Seed of every draw.</param>
public sealed record PlanFacts(string Sha256, string Text, string CommandLine, int Jobs, int Seed);
