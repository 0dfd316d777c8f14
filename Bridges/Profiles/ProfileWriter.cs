using System.Buffers.Binary;
using System.Text;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Profiles;

/// <summary>A profile to its file's bytes; the mirror of <see cref="ProfileReader"/>.</summary>
internal static class ProfileWriter
{
    //  0        8          10        12
    //  | magic  | version  | chunks  | chunk | chunk | ...
    //
    //  a chunk:  | tag, 4 bytes | length, u32 | bytes | CRC-32C of tag, length and bytes, u32 |
    public static byte[] Write(ProfileMeta meta, IReadOnlyList<ProfileChunk> chunks)
    {
        byte[][] parts = [Chunk(ProfileFormat.MetaTag, Fields(meta)), .. chunks.Select(c => Chunk(c.Tag, c.Bytes.Span))];
        long total = ProfileFormat.HeadBytes + parts.Sum(p => (long)p.Length);
        if (parts.Length > ProfileFormat.MaxChunks || total > ProfileFormat.MaxBytes)
        {
            throw new ArgumentException(
                $"A profile of {parts.Length} chunks and {total} bytes; allowed are {ProfileFormat.MaxChunks} and {ProfileFormat.MaxBytes}.", nameof(chunks));
        }

        var bytes = new byte[total];
        ProfileFormat.Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), ProfileFormat.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)parts.Length);
        int at = ProfileFormat.HeadBytes;
        foreach (byte[] part in parts)
        {
            part.CopyTo(bytes, at);
            at += part.Length;
        }

        return bytes;
    }

    private static byte[] Chunk(string tag, ReadOnlySpan<byte> body)
    {
        if (tag.Length != ProfileFormat.TagBytes || !tag.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"The chunk tag '{tag}' is not {ProfileFormat.TagBytes} ASCII letters or digits.", nameof(tag));
        }

        var chunk = new byte[ProfileFormat.ChunkHeadBytes + body.Length + ProfileFormat.CrcBytes];
        Encoding.ASCII.GetBytes(tag, chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(ProfileFormat.TagBytes), body.Length);
        body.CopyTo(chunk.AsSpan(ProfileFormat.ChunkHeadBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(chunk.Length - ProfileFormat.CrcBytes), Crc32C.Compute(chunk.AsSpan(0, chunk.Length - ProfileFormat.CrcBytes)));
        return chunk;
    }

    private static byte[] Fields(ProfileMeta meta)
    {
        if (meta.Tensors.Count is < 1 or > ProfileFormat.MaxTensors)
        {
            throw new ArgumentException($"A profile is for 1 to {ProfileFormat.MaxTensors} tensors; got {meta.Tensors.Count}.", nameof(meta));
        }

        if (meta.ModelHash.Length is not (0 or ProfileFormat.HashBytes))
        {
            throw new ArgumentException($"The model hash has {meta.ModelHash.Length} bytes; a SHA-256 has {ProfileFormat.HashBytes}.", nameof(meta));
        }

        var writer = new FieldWriter();
        if (!meta.ModelHash.IsEmpty)
        {
            writer.Field(ProfileFormat.Meta.ModelHash, f => f.Bytes(meta.ModelHash.Span));
        }

        Text(writer, ProfileFormat.Meta.CutName, meta.CutName, "cut name");
        foreach (TensorSpec tensor in meta.Tensors)
        {
            writer.Field(ProfileFormat.Meta.Tensor, f => TensorField.Write(f, tensor.SingleSet));
        }

        Text(writer, ProfileFormat.Meta.CreatedBy, meta.CreatedBy, "maker's name");
        return writer.Written.ToArray();
    }

    private static void Text(FieldWriter writer, byte tag, string text, string what)
    {
        if (text.Length > 0)
        {
            writer.Field(tag, f => f.Text(text, ProfileFormat.MaxTextBytes, what));
        }
    }
}
