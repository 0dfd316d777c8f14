using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>The payloads of docs/formats/near-lossless.md to codes; the mirror of <see cref="PayloadWriter"/>. Safe on any bytes.</summary>
/// <param name="tensors">The tensors' geometry, within the reader's limits.</param>
/// <param name="bitDepth">Bits of a code.</param>
/// <param name="threads">Segments at once; 0: as many as there are processors.</param>
/// <param name="width">Vectors to use.</param>
internal sealed class PayloadReader(IReadOnlyList<ChannelGeometry> tensors, int bitDepth, int threads, MixerWidth width)
{
    private List<Segment> _segments = [];
    private SegmentCoder[]? _coders;
    private NearLosslessEffort _effort;

    /// <summary>Reads the next set's codes; what is wrong, or null.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="parameters">For each tensor the quantizer's ranges.</param>
    /// <param name="codes">For each tensor its codes, on success.</param>
    /// <param name="profile">What the stream's profile knows at an effort, where a payload asks for it; what is wrong with it, or null.</param>
    public string? Read(ReadOnlyMemory<byte> payload, IReadOnlyList<QuantizerParameters> parameters, out ushort[][] codes, FindState? profile = null)
    {
        codes = [];
        SegmentCoder[]? known = _coders;
        _coders = null;
        if (Head(payload.Span, out bool inter, out bool calibrated, out NearLosslessEffort effort) is string unknown)
        {
            return unknown;
        }

        if (SegmentIndex.Read(payload.Span, 2, tensors, out List<Segment> segments, out List<Range> bytes) is string fault)
        {
            return fault;
        }

        CalibratedState? state = null;
        if (calibrated && (profile is null ? "it starts from a profile, and the stream names none" : profile(effort, out state)) is string missing)
        {
            return missing;
        }

        if (calibrated && !segments.SequenceEqual(Segment.Of(tensors, PayloadWords.SegmentElements)))
        {
            return "it starts from a profile, whose segments are others";
        }

        if (inter && known is null)
        {
            return "it refers to the set before it, which is not there";
        }

        if (inter && (effort != _effort || !segments.SequenceEqual(_segments)))
        {
            return "it refers to the set before it, whose effort or segments are others";
        }

        SegmentCoder[] coders = inter ? known! : new SegmentCoder[segments.Count];
        bool keeps = segments.Count <= PayloadWords.MostKept;
        ushort[][] all = [.. tensors.Select(t => new ushort[t.Elements])];
        var faults = new string?[segments.Count];
        Parallel.For(0, segments.Count, SegmentThreads.Of(threads, CancellationToken.None), i =>
        {
            Segment s = segments[i];
            ChannelGeometry tensor = tensors[s.Tensor];
            SegmentCoder coder = inter ? coders[i] : SegmentCoder.Of(SegmentShape.Of(tensor, s.Channels), effort, bitDepth, width);
            if (state is not null && !state.Restore(i, coder))
            {
                faults[i] = "the profile's state is damaged";
                return;
            }

            faults[i] = coder.Decode(payload.Span[bytes[i]], SegmentRanges.Of(s, parameters), s.Part(all[s.Tensor], tensor));
            coders[i] = keeps ? coder : null!;
        });
        if (faults.Select((f, i) => f is null ? null : $"segment {i}: {f}").FirstOrDefault(f => f is not null) is string broken)
        {
            return broken;
        }

        (_coders, _segments, _effort) = (keeps ? coders : null, segments, effort);
        codes = all;
        return null;
    }

    /// <summary>What the stream's profile knows at an effort; what is wrong, or null.</summary>
    internal delegate string? FindState(NearLosslessEffort effort, out CalibratedState? state);

    private static string? Head(ReadOnlySpan<byte> payload, out bool inter, out bool calibrated, out NearLosslessEffort effort)
    {
        inter = false;
        calibrated = false;
        effort = default;
        if (payload.Length < 2 || payload[0] != PayloadWords.Version)
        {
            return payload.Length < 2 ? $"payload of {payload.Length} bytes" : $"payload version {payload[0]}; this reader knows {PayloadWords.Version}";
        }

        effort = (NearLosslessEffort)(payload[1] & PayloadWords.EffortMask);
        inter = (payload[1] & PayloadWords.InterBit) != 0;
        calibrated = (payload[1] & PayloadWords.ProfileBit) != 0;
        const int known = PayloadWords.EffortMask | PayloadWords.ProfileBit | PayloadWords.InterBit;
        return effort > NearLosslessEffort.Best || (payload[1] & ~known) != 0 || (calibrated && (inter || effort == NearLosslessEffort.Fast))
            ? $"payload flags {payload[1]:x2} are unknown"
            : null;
    }
}
