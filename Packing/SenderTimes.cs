namespace VideoFeat.Packing;

/// <summary>How long a feature set took at its sender, stage by stage. On the wire each is 0 to 2^32 - 1 microseconds (71 minutes); longer saturates.</summary>
/// <param name="Capture">From <see cref="FeatureSet.CaptureTimeNs"/> to the network's input: reading, decoding and scaling a picture, or reading tensors.</param>
/// <param name="Front">The network's front half.</param>
/// <param name="Pack">Measuring ranges, quantizing, packing into frames.</param>
/// <param name="Encode">Coding the frames, and decoding them again where the sender verifies.</param>
public readonly record struct SenderTimes(TimeSpan Capture, TimeSpan Front, TimeSpan Pack, TimeSpan Encode)
{
    /// <summary>All stages.</summary>
    public TimeSpan Total => Capture + Front + Pack + Encode;
}
