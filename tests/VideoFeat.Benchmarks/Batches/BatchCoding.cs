namespace VideoFeat.Benchmarks.Batches;

/// <summary>One way of coding a dataset, by a short name.</summary>
/// <param name="Name">For the command line and the table.</param>
/// <param name="Flags">For <c>videofeat batch encode</c>.</param>
internal sealed record BatchCoding(string Name, params string[] Flags)
{
    public static IReadOnlyList<BatchCoding> All { get; } =
    [
        new("lossless", "--lossless"),
        new("qp22", "--qp", "22"),
        new("qp32", "--qp", "32"),
        new("near-fast", "--bridge", "near-lossless", "--effort", "fast"),
        new("near", "--bridge", "near-lossless"),
        new("light8", "--bridge", "lightweight", "--levels", "8"),
        new("near-0.5%", "--bridge", "near-lossless", "--effort", "fast", "--max-error", "0.5%"),
    ];

    /// <summary>Those named, by commas.</summary>
    public static IEnumerable<BatchCoding> Of(string names) => names.Split(',').Select(n => All.FirstOrDefault(c => c.Name == n)
        ?? throw new ArgumentException($"--codings has '{n}'; allowed are {string.Join(", ", All.Select(c => c.Name))}."));
}
