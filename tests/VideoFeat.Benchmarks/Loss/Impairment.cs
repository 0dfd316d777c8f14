using VideoFeat.Tests.Rtp;

namespace VideoFeat.Benchmarks.Loss;

/// <summary>What the relay does to packets on their way, both ways.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Loss">Which packets are lost.</param>
internal sealed record Impairment(string Name, LossModel Loss)
{
    /// <summary>Each packet is late by up to this much more, in order.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Share of packets that are late by <see cref="Behind"/> more, so that others overtake them.</summary>
    public double Reordered { get; init; }

    public TimeSpan Behind { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Share of packets that come twice.</summary>
    public double Duplicated { get; init; }

    /// <summary>Nothing passes for so long, in the middle of the session.</summary>
    public TimeSpan Outage { get; init; }

    public static IReadOnlyList<Impairment> All { get; } =
    [
        new("0.1 %", LossModel.Independent(0.001)),
        new("1 %", LossModel.Independent(0.01)),
        new("5 %", LossModel.Independent(0.05)),
        new("10 %", LossModel.Independent(0.1)),
        new("1 %, bursts of 3", LossModel.Bursts(0.01, 3)),
        new("5 %, bursts of 7", LossModel.Bursts(0.05, 7)),
        new("5 % reordered", LossModel.None) { Reordered = 0.05 },
        new("5 % twice", LossModel.None) { Duplicated = 0.05 },
        new("jitter 20 ms", LossModel.None) { Jitter = TimeSpan.FromMilliseconds(20) },
        new("2 s outage", LossModel.None) { Outage = TimeSpan.FromSeconds(2) },
    ];
}
