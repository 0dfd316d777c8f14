using VideoFeat.Packing;

namespace VideoFeat.Comparison.Coders;

/// <summary>One codec at one operating point: an item in, what came back out. Safe for several items at once.</summary>
internal interface IItemCoder
{
    /// <summary>Codes and restores the sets of one item, in order.</summary>
    /// <param name="item">The item's name, for the command line.</param>
    /// <param name="sets">Batch axis 1, all of one kind; lent.</param>
    /// <param name="cancellation">Stops a child process too.</param>
    /// <exception cref="CoderException">The item cannot be coded; the message says why.</exception>
    Task<CoderRun> RunAsync(string item, IReadOnlyList<FeatureSet> sets, CancellationToken cancellation);
}
