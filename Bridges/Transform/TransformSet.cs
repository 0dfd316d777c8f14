using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform;

/// <summary>All that a profile's KLT1 chunk holds.</summary>
internal sealed record TransformSet
{
    /// <summary>The chunk's tag.</summary>
    public const string Tag = "KLT1";

    /// <summary>One a tensor, in the set's order.</summary>
    public required IReadOnlyList<TensorTransform> Tensors { get; init; }

    /// <summary>Where models start; null: knowing nothing.</summary>
    public ModelState? State { get; init; }

    /// <summary>The codecs of a stream's tensors; what is wrong where profile and stream do not go together, or null.</summary>
    public string? Codecs(ProfileMeta meta, IReadOnlyList<TensorSpec> tensors, out TensorCodec[] codecs)
    {
        codecs = [];
        if (tensors.Count != Tensors.Count || meta.Tensors.Count != Tensors.Count)
        {
            return $"the profile is for {Tensors.Count} tensors; the set has {tensors.Count}";
        }

        for (int t = 0; t < tensors.Count; t++)
        {
            int channels = ChannelGeometry.Of(tensors[t]).Channels;
            if (channels != Tensors[t].Channels)
            {
                return $"the profile is for {Tensors[t].Channels} channels of tensor {t} ('{meta.Tensors[t].Name}'); the set has {channels} ('{tensors[t].Name}')";
            }
        }

        codecs = [.. tensors.Select((t, i) => new TensorCodec(Tensors[i], t))];
        return null;
    }

    /// <summary>The transforms in a profile; what is wrong, or null.</summary>
    public static string? Of(Profile profile, out TransformSet? set)
    {
        set = null;
        return profile.Find(Tag) is ReadOnlyMemory<byte> chunk
            ? TransformChunk.Read(chunk.Span, profile.Meta, out set)
            : $"profile {Convert.ToHexStringLower(profile.Hash.Span)} holds no transform (chunk {Tag})";
    }
}
