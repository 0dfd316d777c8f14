using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges;

/// <summary>What every bridge's encoder does: feature sets to access units. One caller at a time.</summary>
public interface IFeatureBridgeEncoder : IDisposable
{
    /// <summary>What runs, in a word or two: an encoder of libavcodec, or the bridge and its effort.</summary>
    string EncoderName { get; }

    /// <summary>One line for each encoder that was passed over, with step and reason.</summary>
    IReadOnlyList<string> Skipped { get; }

    /// <summary>What the stream says of itself with every key picture; its plan is the geometry of the frames.</summary>
    FeatureConfiguration Configuration { get; }

    /// <summary>VPS, SPS and PPS in Annex B, for containers that want them up front.</summary>
    ReadOnlySpan<byte> ExtraData { get; }

    /// <summary>Codes one feature set, or each of a batch; the caller owns the result.</summary>
    /// <param name="set">Tensors as the encoder was opened for; a batch may have any size.</param>
    /// <param name="forceKey">Start with a set that can be decoded by itself.</param>
    /// <param name="cancellation">Looked at before each set of a batch.</param>
    /// <exception cref="ArgumentException">The set's tensors are others, or hold values that the quantizer refuses.</exception>
    /// <exception cref="BridgeException">The encoder failed, or verifying found codes that did not survive.</exception>
    CodedFeature Encode(FeatureSet set, bool forceKey = false, CancellationToken cancellation = default);

    /// <summary>Takes coded sets back that go nowhere: numbers and time stamps go on from here, and the next set starts with a key picture.</summary>
    /// <param name="sequence">Number of the set that is coded next, at most the one that would have been.</param>
    void Rewind(ulong sequence);
}
