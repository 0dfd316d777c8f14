using System.Buffers.Binary;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Fuzz;

/// <summary>Profile files: read, written again and read as the same, or refused.</summary>
internal static class ProfileTarget
{
    public static IEnumerable<byte[]> Seeds()
    {
        TensorSpec[] tensors = [new("a", ElementType.Float32, new TensorShape(1, 3, 4, 5)), new("b", ElementType.Float16, new TensorShape(7))];
        yield return Profile.Create(new ProfileMeta { Tensors = tensors[..1] }).Bytes.ToArray();
        yield return Profile.Create(
            new ProfileMeta { Tensors = tensors, ModelHash = new byte[32], CutName = "cut", CreatedBy = "fuzz" },
            new ProfileChunk("ONE1", new byte[] { 1, 2, 3 }), new ProfileChunk("none", default)).Bytes.ToArray();
    }

    /// <exception cref="FeatureFormatException">The file is refused.</exception>
    public static void Run(ReadOnlySpan<byte> data)
    {
        Profile profile = Profile.Parse(Sealed(data));
        Profile again = Profile.Create(profile.Meta, profile.Chunks);
        if (!again.Meta.Tensors.SequenceEqual(profile.Meta.Tensors) || !Profile.Parse(again.Bytes.Span).Hash.Span.SequenceEqual(again.Hash.Span))
        {
            throw new InvalidOperationException("what was read is not what is written");
        }
    }

    // Mutation seldom leaves a CRC right: those of whole chunks are made right.
    private static byte[] Sealed(ReadOnlySpan<byte> data)
    {
        byte[] bytes = data.ToArray();
        for (int at = 12; at + 12 <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4));
            if (length > bytes.Length - at - 12)
            {
                break;
            }

            int end = at + 8 + (int)length;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(end), Crc32C.Compute(bytes.AsSpan(at, end - at)));
            at = end + 4;
        }

        return bytes;
    }
}
