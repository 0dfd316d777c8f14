using System.Buffers.Binary;
using System.Text;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Profiles;

/// <summary>A file's bytes to a profile; the mirror of <see cref="ProfileWriter"/>. Safe on any bytes.</summary>
internal static class ProfileReader
{
    /// <summary>What is wrong, or null and the profile.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes, out Profile? profile)
    {
        profile = null;
        if (!bytes.StartsWith(ProfileFormat.Magic) || bytes.Length < ProfileFormat.HeadBytes)
        {
            return "no profile: its first bytes are not VFPROF.";
        }

        int version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version != ProfileFormat.Version)
        {
            return $"profile version {version}; this reader knows {ProfileFormat.Version}.";
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (count is < 1 or > ProfileFormat.MaxChunks || bytes.Length > ProfileFormat.MaxBytes)
        {
            return $"{count} chunks of {bytes.Length} bytes; a profile has 1..{ProfileFormat.MaxChunks} of at most {ProfileFormat.MaxBytes}.";
        }

        var chunks = new List<ProfileChunk>();
        ReadOnlySpan<byte> rest = bytes[ProfileFormat.HeadBytes..];
        for (int i = 0; i < count; i++)
        {
            if (Chunk(ref rest, i, out ProfileChunk? chunk) is string fault)
            {
                return fault;
            }

            chunks.Add(chunk!);
        }

        if (!rest.IsEmpty)
        {
            return $"{rest.Length} bytes behind the last chunk.";
        }

        if (chunks[0].Tag != ProfileFormat.MetaTag)
        {
            return $"chunk 0 is {chunks[0].Tag}; it must be {ProfileFormat.MetaTag}.";
        }

        string? wrong = Meta(chunks[0].Bytes.Span, out ProfileMeta? meta);
        profile = wrong is null ? new Profile(bytes.ToArray(), meta!, [.. chunks.Skip(1)]) : null;
        return wrong;
    }

    private static string? Chunk(ref ReadOnlySpan<byte> rest, int index, out ProfileChunk? chunk)
    {
        chunk = null;
        const int frame = ProfileFormat.ChunkHeadBytes + ProfileFormat.CrcBytes;
        uint length = rest.Length < frame ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(rest[ProfileFormat.TagBytes..]);
        if (length > rest.Length - frame)
        {
            return $"chunk {index} runs over the end: {rest.Length} bytes are left.";
        }

        ReadOnlySpan<byte> whole = rest[..(frame + (int)length)];
        rest = rest[whole.Length..];
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(whole[^ProfileFormat.CrcBytes..]);
        uint found = Crc32C.Compute(whole[..^ProfileFormat.CrcBytes]);
        if (crc != found)
        {
            return $"chunk {index}: CRC {crc:X8}; its bytes give {found:X8}.";
        }

        string tag = Encoding.ASCII.GetString(whole[..ProfileFormat.TagBytes]);
        if (!tag.All(char.IsAsciiLetterOrDigit))
        {
            return $"chunk {index}: its tag is not {ProfileFormat.TagBytes} ASCII letters or digits.";
        }

        chunk = new ProfileChunk(tag, whole[ProfileFormat.ChunkHeadBytes..^ProfileFormat.CrcBytes].ToArray());
        return null;
    }

    private static string? Meta(ReadOnlySpan<byte> bytes, out ProfileMeta? meta)
    {
        meta = null;
        var tensors = new List<TensorSpec>();
        byte[] model = [];
        string cut = "", maker = "";
        uint seen = 0;
        var fields = new FieldReader(bytes);
        while (FeatureHeaderReader.NextField(ref fields, out byte tag, out FieldReader value))
        {
            if (tag < 32 && tag != ProfileFormat.Meta.Tensor)
            {
                if ((seen & (1u << tag)) != 0)
                {
                    return $"META: field {tag} stands twice.";
                }

                seen |= 1u << tag;
            }

            string? fault = null;
            switch (tag)
            {
                case ProfileFormat.Meta.ModelHash:
                    model = value.Bytes(ProfileFormat.HashBytes).ToArray();
                    fault = value.Done ? null : "META: the model hash is not 32 bytes long.";
                    break;
                case ProfileFormat.Meta.CutName:
                    cut = value.Text(ProfileFormat.MaxTextBytes);
                    fault = value.Done ? null : "META: the cut name is not UTF-8 of at most 255 bytes without control characters.";
                    break;
                case ProfileFormat.Meta.Tensor:
                    fault = tensors.Count == ProfileFormat.MaxTensors ? $"META: more than {ProfileFormat.MaxTensors} tensors." : Tensor(value, tensors);
                    break;
                case ProfileFormat.Meta.CreatedBy:
                    maker = value.Text(ProfileFormat.MaxTextBytes);
                    fault = value.Done ? null : "META: the maker's name is not UTF-8 of at most 255 bytes without control characters.";
                    break;
                default:
                    fault = FeatureHeaderReader.Unknown("META", tag);
                    break;
            }

            if (fault is not null)
            {
                return fault;
            }
        }

        if (fields.Failed || tensors.Count == 0)
        {
            return fields.Failed ? "META: a field runs over the end of the chunk." : "META: it names no tensor.";
        }

        meta = new ProfileMeta { Tensors = tensors, ModelHash = model, CutName = cut, CreatedBy = maker };
        return null;
    }

    private static string? Tensor(FieldReader value, List<TensorSpec> tensors)
    {
        if ((TensorField.Read(value, tensors.Count, out TensorSpec? tensor) ?? ChannelGeometry.Fault(tensor!)) is string fault)
        {
            return $"META: {fault}";
        }

        if (tensor!.Batch != 1 || tensors.Exists(t => t.Name == tensor.Name))
        {
            return $"META: tensor {tensors.Count} has a batch of {tensor.Batch}, or another one's name.";
        }

        tensors.Add(tensor);
        return null;
    }
}
