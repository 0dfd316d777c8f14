using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Live;

/// <summary>Sees from the feature headers whether access units are missing before this one, where the carrier does not say.</summary>
internal sealed class SequenceFence
{
    private (ulong Sequence, int Frame)? _last;
    private int? _framesPerSet;

    /// <summary>True where something is missing before the access unit, or the stream starts over. One without a header of ours is no proof of anything.</summary>
    public bool IsGap(ReadOnlySpan<byte> accessUnit)
    {
        FeatureUnitHeader? header = null;
        foreach (byte[] payload in SeiReader.UserData(accessUnit))
        {
            if (!FeatureHeaderReader.TryRead(payload, FeatureLimits.Default, out FeatureMessage? message, out _))
            {
                continue;
            }

            header ??= message as FeatureUnitHeader;
            _framesPerSet = (message as FeatureConfiguration)?.Plan.FramesPerSet ?? _framesPerSet;
        }

        if (header is null)
        {
            return false;
        }

        (ulong Sequence, int Frame) now = (header.SequenceNumber, header.FrameIndex);
        bool follows = _last is not { } last
            || now == last // some muxers repeat a packet
            || now == (last.Sequence, last.Frame + 1)
            || (now == (last.Sequence + 1, 0) && last.Frame + 1 == (_framesPerSet ?? 1));
        _last = now;
        return !follows;
    }
}
