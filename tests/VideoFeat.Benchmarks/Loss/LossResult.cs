namespace VideoFeat.Benchmarks.Loss;

/// <summary>What came of a session.</summary>
internal sealed record LossResult
{
    public required string Stream { get; init; }

    public required string Help { get; init; }

    public required string Impairment { get; init; }

    public required int Sent { get; init; }

    public int Intact { get; init; }

    public int Concealed { get; init; }

    public int Lost { get; init; }

    /// <summary>Said to be intact, and not what was sent.</summary>
    public int Wrong { get; init; }

    /// <summary>Sent, and reported in no state, or more than once.</summary>
    public int Unaccounted { get; init; }

    /// <summary>Milliseconds from the first lost packet to the next intact set, one for each loss.</summary>
    public required double[] RecoverMs { get; init; }

    /// <summary>UDP payload both ways over the bytes of the access units, less 1.</summary>
    public double Overhead { get; init; }

    public long KeyRequests { get; init; }

    /// <summary>Pictures that FFmpeg's receiver gave from the same packets; null where it was not asked.</summary>
    public int? FfmpegPictures { get; init; }

    /// <summary>Those of them that are wrong, and not flagged by FFmpeg.</summary>
    public int? FfmpegWrong { get; init; }

    /// <summary>Those that are wrong, and flagged.</summary>
    public int? FfmpegFlagged { get; init; }

    public double RecoverMedianMs => Quantile(RecoverMs, 0.5);

    public double RecoverP99Ms => Quantile(RecoverMs, 0.99);

    private static double Quantile(double[] values, double q) => values.Length == 0 ? double.NaN : values.Order().ElementAt((int)Math.Ceiling(q * (values.Length - 1)));
}
