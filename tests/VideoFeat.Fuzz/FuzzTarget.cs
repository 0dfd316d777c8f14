namespace VideoFeat.Fuzz;

/// <summary>Takes bytes from outside; returns, or throws one of the target's documented exceptions, and nothing else.</summary>
internal delegate void FuzzEntry(ReadOnlySpan<byte> data);

/// <summary>A place where bytes from outside come in.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Run">The entry.</param>
/// <param name="Seeds">Good and nearly good inputs from which mutation starts.</param>
internal sealed record FuzzTarget(string Name, FuzzEntry Run, Func<IEnumerable<byte[]>> Seeds)
{
    /// <summary>Exceptions that the entry documents for bad bytes.</summary>
    public IReadOnlyList<Type> Documented { get; init; } = [typeof(Packing.FeatureFormatException)];

    /// <summary>Words of the format, which mutation puts in here and there.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Most bytes of an input.</summary>
    public int MaxInputBytes { get; init; } = 1 << 13;

    /// <summary>Bytes that the entry may allocate for any input, and for each byte of the input.</summary>
    public (long Fixed, long EachByte) Allocation { get; init; } = (1 << 18, 64);

    /// <summary>Inputs that the test suite tries: about two seconds.</summary>
    public int SmokeInputs { get; init; } = 20_000;
}
