using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Transform;

/// <summary>What a stream of components says beside the components: the tensors that they stand for, and how coarse the codec is (bridge data of docs/formats/transform.md).</summary>
/// <param name="Tensors">The tensors, batch axis 1.</param>
/// <param name="Quality">For each the quality of the transform bridge whose errors are as large.</param>
internal sealed record ComponentsHeader(IReadOnlyList<TensorSpec> Tensors, IReadOnlyList<int> Quality)
{
    private const byte Version = 1;

    public byte[] ToBytes()
    {
        var writer = new FieldWriter();
        writer.Byte(Version);
        for (int t = 0; t < Tensors.Count; t++)
        {
            var tensor = new FieldWriter();
            TensorField.Write(tensor, Tensors[t]);
            writer.UInt16((ushort)Quality[t]).Varint(tensor.Written.Length).Bytes(tensor.Written);
        }

        return writer.Written.ToArray();
    }

    /// <summary>What is wrong, or null and the header.</summary>
    /// <param name="bytes">The bridge data.</param>
    /// <param name="tensors">Tensors of the stream, so many there must be.</param>
    /// <param name="limits">Checked before anything is allocated for the tensors.</param>
    /// <param name="header">On success.</param>
    public static string? Read(ReadOnlySpan<byte> bytes, int tensors, FeatureLimits limits, out ComponentsHeader? header)
    {
        header = null;
        var reader = new FieldReader(bytes);
        var specs = new List<TensorSpec>();
        var quality = new List<int>();
        if (reader.Byte() != Version)
        {
            return "its bridge data are of a version that this reader does not know";
        }

        long elements = 0;
        for (int t = 0; t < tensors; t++)
        {
            quality.Add((short)reader.UInt16());
            var field = new FieldReader(reader.Bytes(reader.Varint()));
            if (reader.Failed || (TensorField.Read(field, t, out TensorSpec? spec) ?? ChannelGeometry.Fault(spec!)) is not null)
            {
                return $"its bridge data name no tensor {t}";
            }

            elements += spec!.Shape.Elements;
            specs.Add(spec);
        }

        if (!reader.Done || elements > limits.MaxElements || specs.Exists(s => s.Batch != 1))
        {
            return $"its bridge data are longer than {tensors} tensors, or name {elements} elements (at most {limits.MaxElements})";
        }

        header = new ComponentsHeader(specs, quality);
        return null;
    }
}
