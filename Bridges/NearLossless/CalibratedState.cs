using System.IO.Compression;
using VideoFeat.Bridges.Carrier;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>What the near-lossless coder learned from calibration sets: where each segment of a set that refers to no other starts. A chunk of a profile.</summary>
internal sealed class CalibratedState
{
    private readonly byte[][] _segments;

    private CalibratedState(byte[][] segments) => _segments = segments;

    /// <summary>The chunk's kind for an effort; fast learns nothing.</summary>
    public static string Tag(NearLosslessEffort effort) => effort == NearLosslessEffort.Best ? "NLB1" : "NLD1";

    /// <summary>The chunk: bit depth, then DEFLATE data of the segments' states.</summary>
    public static ProfileChunk Chunk(IEnumerable<SegmentCoder> segments, NearLosslessEffort effort, int bitDepth)
    {
        using var target = new MemoryStream();
        target.WriteByte((byte)bitDepth);
        using (var deflate = new DeflateStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach (SegmentCoder segment in segments)
            {
                deflate.Write(Bytes(segment));
            }
        }

        return new ProfileChunk(Tag(effort), target.ToArray());
    }

    /// <summary>The state that a profile holds for these tensors; what is wrong, or null.</summary>
    public static string? Of(Profile profile, IReadOnlyList<TensorSpec> tensors, NearLosslessEffort effort, int bitDepth, out CalibratedState? state)
    {
        state = null;
        if (!profile.Meta.Tensors.SequenceEqual(tensors))
        {
            return $"the profile is for {string.Join(", ", profile.Meta.Tensors)}; the set has {string.Join(", ", tensors)}";
        }

        if (profile.Find(Tag(effort)) is not ReadOnlyMemory<byte> chunk || chunk.IsEmpty)
        {
            return $"the profile has nothing for the near-lossless bridge at effort {effort.ToString().ToLowerInvariant()}";
        }

        if (chunk.Span[0] != bitDepth)
        {
            return $"the profile is for {chunk.Span[0]} bits; the codes have {bitDepth}";
        }

        ChannelGeometry[] geometries = [.. tensors.Select(ChannelGeometry.Of)];
        List<Segment> segments = Segment.Of(geometries, PayloadWords.SegmentElements);
        if (segments.Count > PayloadWords.MostKept)
        {
            return $"{segments.Count} segments; a profile serves at most {PayloadWords.MostKept}";
        }

        // A segment's state is as long as one that has learned nothing.
        SegmentCoder[] coders = [.. segments.Select(s => SegmentCoder.Of(SegmentShape.Of(geometries[s.Tensor], s.Channels), effort, bitDepth, MixerWidths.Best))];
        byte[][] states = [.. coders.Select(c => new byte[Bytes(c).Length])];
        if (Inflate(chunk[1..], states) is string broken)
        {
            return broken;
        }

        var read = new CalibratedState(states);
        for (int i = 0; i < coders.Length; i++)
        {
            if (!read.Restore(i, coders[i]))
            {
                return $"the profile's state of segment {i} is damaged";
            }
        }

        state = read;
        return null;
    }

    /// <summary>Makes a coder that has coded nothing yet know what the segment knew; false where that cannot be.</summary>
    public bool Restore(int segment, SegmentCoder coder)
    {
        var stream = new StateStream(_segments[segment]);
        return coder.State(stream) && stream.IsWhole;
    }

    private static byte[] Bytes(SegmentCoder coder)
    {
        var stream = new StateStream();
        coder.State(stream);
        return stream.Written;
    }

    private static string? Inflate(ReadOnlyMemory<byte> bytes, byte[][] states)
    {
        try
        {
            using var source = new MemoryStream(bytes.ToArray());
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            foreach (byte[] state in states)
            {
                if (inflate.ReadAtLeast(state, state.Length, throwOnEndOfStream: false) < state.Length)
                {
                    return "the profile's near-lossless state is too short";
                }
            }

            return inflate.ReadByte() < 0 ? null : "the profile's near-lossless state is too long";
        }
        catch (InvalidDataException)
        {
            return "the profile's near-lossless state is no DEFLATE data";
        }
    }
}
