using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VideoFeat.Bridges.Files;
using VideoFeat.Packing;

namespace VideoFeat.Comparison.Results;

/// <summary><c>results.json</c>: reading, writing and its schema (docs/formats/results.schema.json).</summary>
public static class ResultsFile
{
    /// <summary>The most bytes that are read.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>How every JSON text of a comparison is written: camel case, enums as words, no nulls.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The JSON schema of the file.</summary>
    public static string Schema()
    {
        JsonNode schema = Json.GetJsonSchemaAsNode(typeof(ComparisonResults), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        return schema.ToJsonString(Json) + "\n";
    }

    /// <summary>The results as text.</summary>
    public static string Write(ComparisonResults results) => JsonSerializer.Serialize(results, Json) + "\n";

    /// <summary>Writes a file, which appears when it is whole.</summary>
    public static void Write(ComparisonResults results, string path)
    {
        using AtomicFile file = AtomicFile.Create(path);
        file.Write(stream => stream.Write(Encoding.UTF8.GetBytes(Write(results))));
        file.Commit();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FeatureFormatException">Not results of a version that this code knows; the message names the file and what is wrong.</exception>
    public static ComparisonResults Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > MaxBytes)
        {
            throw new FeatureFormatException($"{path}: {file.Length} bytes; results may have at most {MaxBytes}.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(file);
            if (!document.RootElement.TryGetProperty("format", out JsonElement format) || format.ValueKind != JsonValueKind.String
                || format.GetString() != ComparisonResults.FormatName)
            {
                throw new FeatureFormatException($"{path}: no results of a comparison; the field format must be \"{ComparisonResults.FormatName}\".");
            }

            if (!document.RootElement.TryGetProperty("version", out JsonElement version) || !version.TryGetInt32(out int number)
                || number != ComparisonResults.CurrentVersion)
            {
                throw new FeatureFormatException($"{path}: version {(version.ValueKind == JsonValueKind.Undefined ? "is missing" : version.GetRawText())}; this program reads {ComparisonResults.CurrentVersion}.");
            }

            return document.Deserialize<ComparisonResults>(Json) ?? throw new FeatureFormatException($"{path}: holds null.");
        }
        catch (JsonException e)
        {
            throw new FeatureFormatException($"{path}: {e.Message}");
        }
    }
}
