using System.Diagnostics;

namespace VideoFeat.Benchmarks.Load;

/// <summary>Streams that run: all in this process, or sender and receiver of each in processes of their own.</summary>
internal interface ILoad : IAsyncDisposable
{
    /// <summary>The processes that do the work.</summary>
    IReadOnlyList<Process> Processes { get; }

    /// <summary>What became of the sets so far, and the live managed bytes of all processes.</summary>
    (LoadCounts Counts, long Heap) Read();

    /// <summary>Senders stop and say goodbye, receivers take what is left.</summary>
    /// <returns>What became of all sets.</returns>
    Task<LoadCounts> StopAsync();
}
