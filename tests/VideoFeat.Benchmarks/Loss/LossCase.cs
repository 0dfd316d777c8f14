using VideoFeat.Bridges.Hevc;

namespace VideoFeat.Benchmarks.Loss;

/// <summary>One session to run: a stream, the help that it has, and what the network does to it.</summary>
/// <param name="Prediction">Intra pictures alone, or P with key pictures on request.</param>
/// <param name="Lossless">Else QP 20.</param>
/// <param name="Retransmission">Lost packets are asked for.</param>
/// <param name="RepairShare">Repair packets for each media packet.</param>
/// <param name="Impairment">What the network does.</param>
internal sealed record LossCase(Prediction Prediction, bool Lossless, bool Retransmission, double RepairShare, Impairment Impairment)
{
    public string Stream => $"{(Prediction == Prediction.Intra ? "intra" : "P")} {(Lossless ? "lossless" : "QP 20")}";

    public string Help => (Retransmission, RepairShare > 0) switch
    {
        (false, false) => "none",
        (true, false) => "NACK",
        (false, true) => "FEC",
        _ => "NACK+FEC",
    };

    /// <summary>Every stream with every help under every impairment.</summary>
    public static IReadOnlyList<LossCase> All { get; } =
    [
        .. from prediction in new[] { Prediction.Intra, Prediction.LowDelayP }
           from lossless in new[] { true, false }
           from impairment in Impairment.All
           from share in new[] { 0, 0.25 }
           from retransmission in new[] { false, true }
           select new LossCase(prediction, lossless, retransmission, share, impairment),
    ];
}
