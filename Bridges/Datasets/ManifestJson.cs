using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>How the records of manifest and journal are written as JSON and read from it.</summary>
internal static class ManifestJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        Converters =
        {
            new WordConverter<ElementType>(type => Enum.GetName(type)!.ToLowerInvariant()),
            new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver { Modifiers = { LeaveOut } },
    };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    // Members that only some have are missing in the others: null says something else.
    private static void LeaveOut(System.Text.Json.Serialization.Metadata.JsonTypeInfo type)
    {
        if (type.Type == typeof(DatasetKind) || type.Type == typeof(ErrorLimit))
        {
            foreach (System.Text.Json.Serialization.Metadata.JsonPropertyInfo property in type.Properties)
            {
                if (property.Name is "profile" or "absolute" or "relative")
                {
                    property.ShouldSerialize = static (_, value) => value is not null;
                }
            }
        }
    }

    private sealed class WordConverter<T>(Func<T, string> word) : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly Dictionary<string, T> _values = Enum.GetValues<T>().ToDictionary(word);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && _values.TryGetValue(reader.GetString()!, out T value)
                ? value
                : throw new JsonException($"allowed are {string.Join(", ", _values.Keys)}");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(word(value));
    }
}
