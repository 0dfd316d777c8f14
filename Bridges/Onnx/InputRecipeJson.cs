using System.Text.Json.Serialization;

namespace VideoFeat.Bridges.Onnx;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(InputRecipeDocument))]
internal sealed partial class InputRecipeJson : JsonSerializerContext;
