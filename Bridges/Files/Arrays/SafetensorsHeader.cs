using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>The header of a .safetensors file: which tensors stand where. Ranges are checked: they fill the data without gap or overlap.</summary>
/// <param name="Entries">The tensors, in the header's order.</param>
/// <param name="DataOffset">Position of the data in the file.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, long DataOffset)
{
    // The length field, a little-endian u64.
    private const int PrefixBytes = 8;

    // Header and tensors begin on multiples of this, as the reference implementation writes them.
    private const int Alignment = 8;

    /// <summary>Reads the header from the stream's start; the stream can seek.</summary>
    /// <exception cref="FeatureFormatException">No .safetensors header; the message says what.</exception>
    public static SafetensorsHeader Read(Stream stream, string source, ArrayReadOptions options)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        int got = stream.ReadAtLeast(prefix, PrefixBytes, throwOnEndOfStream: false);
        if (got < PrefixBytes)
        {
            throw new FeatureFormatException(got == 0
                ? $"{source}: it is empty (0 bytes)."
                : $"{source}: it ends after {got} of the {PrefixBytes} bytes that open a .safetensors file.");
        }

        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long left = stream.Length - PrefixBytes;
        if (claimed > (ulong)options.MaxHeaderBytes || claimed > (ulong)left)
        {
            throw new FeatureFormatException(
                $"{source}: the .safetensors header claims {claimed} bytes; {left} follow, and at most {options.MaxHeaderBytes} are allowed.");
        }

        byte[] json = new byte[claimed];
        stream.ReadExactly(json);
        if (json.Length == 0 || json[0] != '{')
        {
            throw new FeatureFormatException($"{source}: the .safetensors header does not begin with '{{'.");
        }

        List<SafetensorsEntry> entries = SafetensorsJson.Read(json, source);
        CheckRanges(entries, source, left - json.Length);
        return new SafetensorsHeader(entries, PrefixBytes + json.Length);
    }

    /// <summary>Plans the header of a set: entries in the set's order, data ordered by falling element size so that every tensor is aligned.</summary>
    /// <returns>The bytes before the data, and the set's tensors in the order of the data.</returns>
    public static (byte[] Bytes, FeatureTensor[] DataOrder) Write(FeatureSet set)
    {
        FeatureTensor[] order = [.. set.OrderByDescending(t => t.Type.Size())];
        var offsets = new Dictionary<FeatureTensor, long>();
        long end = 0;
        foreach (FeatureTensor tensor in order)
        {
            offsets[tensor] = end;
            end += tensor.Spec.ByteLength;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (FeatureTensor tensor in set)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", SafetensorsEntry.DtypeOf(tensor.Type));
                WriteNumbers(writer, "shape", [.. tensor.Shape.ToArray()]);
                WriteNumbers(writer, "data_offsets", [offsets[tensor], offsets[tensor] + tensor.Spec.ByteLength]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        int padded = (int)(buffer.Length + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[PrefixBytes + padded];
        bytes.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)padded);
        buffer.GetBuffer().AsSpan(0, (int)buffer.Length).CopyTo(bytes.AsSpan(PrefixBytes));
        return (bytes, order);
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, long[] numbers)
    {
        writer.WriteStartArray(name);
        foreach (long number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    private static void CheckRanges(List<SafetensorsEntry> entries, string source, long held)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.End < entry.Begin || entry.End > held)
            {
                throw new FeatureFormatException($"{source}: tensor {Printable.Quoted(entry.Name)} claims bytes {entry.Begin} to {entry.End}; the file holds {held} of data.");
            }

            if (entry.Begin != end)
            {
                string what = entry.Begin < end ? "overlaps the one before it" : "leaves a gap";
                throw new FeatureFormatException($"{source}: tensor {Printable.Quoted(entry.Name)} {what}: it begins at byte {entry.Begin}, the data before it ends at {end}.");
            }

            end = entry.End;
        }

        if (end != held)
        {
            throw new FeatureFormatException($"{source}: its tensors take {end} bytes of data; the file holds {held} (too long).");
        }
    }
}
