namespace VideoFeat.Comparison.Results;

/// <summary>The machine that a comparison ran on.</summary>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="Architecture">X64, Arm64.</param>
/// <param name="Processor">The processor's name, or "unknown".</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="MemoryBytes">Memory that the process may use, in bytes.</param>
/// <param name="Runtime">The .NET that ran.</param>
public sealed record MachineFacts(string OperatingSystem, string Architecture, string Processor, int Cores, long MemoryBytes, string Runtime);
