using System.Text.Json;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Reads the JSON of a .safetensors header: keys once each, numbers whole, nothing of the wrong kind.</summary>
internal static class SafetensorsJson
{
    // Far above any rank; keeps a hostile header from growing a list.
    private const int MaxDimensions = 64;

    public static List<SafetensorsEntry> Read(ReadOnlySpan<byte> json, string source)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            return ReadEntries(ref reader);
        }
        catch (RefusedException e)
        {
            throw new FeatureFormatException($"{source}: bad .safetensors header: {e.Message}.", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's own words quote the file at any length. InvalidOperationException: text that is no UTF-8, or half a surrogate pair.
            string what = e is JsonException ? "it is no JSON" : "it is no UTF-8";
            throw new FeatureFormatException($"{source}: bad .safetensors header: {what} at byte {reader.BytesConsumed}.", e);
        }
    }

    private static List<SafetensorsEntry> ReadEntries(ref Utf8JsonReader reader)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (NextKey(ref reader) is string name)
        {
            if (!names.Add(name))
            {
                throw new RefusedException($"key {Printable.Quoted(name)} stands twice");
            }

            Expect(ref reader, JsonTokenType.StartObject, Printable.Quoted(name));
            if (name == "__metadata__")
            {
                CheckMetadata(ref reader);
            }
            else
            {
                entries.Add(ReadEntry(ref reader, name));
            }
        }

        reader.Read(); // anything but spaces after the object is a fault
        return entries;
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (NextKey(ref reader) is string key)
        {
            switch (key)
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String, $"dtype of {Printable.Quoted(name)}");
                    dtype = reader.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name, key);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name, key);
                    break;
                default:
                    throw new RefusedException($"key {Printable.Quoted(key)} of {Printable.Quoted(name)} {(key is "dtype" or "shape" or "data_offsets" ? "stands twice" : "is not known")}");
            }
        }

        if (dtype is null || shape is null || offsets is not { Length: 2 })
        {
            string missing = dtype is null ? "no dtype" : shape is null ? "no shape" : $"{offsets?.Length ?? 0} data_offsets instead of 2";
            throw new RefusedException($"{Printable.Quoted(name)} has {missing}");
        }

        return new SafetensorsEntry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name, string key)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, $"{key} of {Printable.Quoted(name)}");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0 || numbers.Count == MaxDimensions)
            {
                throw new RefusedException($"{key} of {Printable.Quoted(name)} is no short list of whole numbers from 0 to 2^63-1");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static void CheckMetadata(ref Utf8JsonReader reader)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (NextKey(ref reader) is string key)
        {
            if (!keys.Add(key))
            {
                throw new RefusedException($"key {Printable.Quoted(key)} of '__metadata__' stands twice");
            }

            Expect(ref reader, JsonTokenType.String, $"{Printable.Quoted(key)} of '__metadata__'");
        }
    }

    private static string? NextKey(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType wanted, string what)
    {
        if (!reader.Read() || reader.TokenType != wanted)
        {
            throw new RefusedException($"{what} is {reader.TokenType}, not {wanted}");
        }
    }

    private sealed class RefusedException(string message) : Exception(message);
}
