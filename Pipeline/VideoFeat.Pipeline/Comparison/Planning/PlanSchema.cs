using System.Text.Json.Nodes;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Planning;

/// <summary>The JSON schema of plans, and a plan with comments to start from.</summary>
public static class PlanSchema
{
    private static readonly (string Key, string Type, string Says)[] Fields =
    [
        ("title", "string", "What the report is headed with."),
        ("inputs", "strings", "Tensor files (.npy, .npz, .safetensors) or folders of them, or folders of datasets; with model, pictures, videos or tensors of the cut."),
        ("sequence", "boolean", "All tensors of a folder, or the frames of a video, in order, are one item that may be predicted from set to set."),
        ("limit", "integer", "At most this many items, spread over what there is; of a sequence, its first sets."),
        ("model", "string", "An ONNX network."),
        ("cut", "strings", "The tensors at which it is cut."),
        ("recipe", "string", "How pictures become its input: a recipe's name, or a .json file."),
        ("task", "string", "classify or yolox."),
        ("labels", "string", "classify: a CSV of FILE,CLASS; yolox: a folder of YOLO text files."),
        ("profile", "string", "A profile for transform and klt-hevc."),
        ("calibrate", "strings", "Inputs, none of them above, on which a profile is made before the run."),
        ("calibrate-limit", "integer", "Sets that it takes at most."),
        ("codecs", "codecs", "Names, or mappings with codec, name and the codec's settings."),
        ("baseline", "string", "The codec that the others are held against at first."),
        ("jobs", "integer", "Cells that run at a time; times are good where it is 1."),
        ("threads", "integer", "Threads of each coder; 0: its choice."),
        ("seed", "integer", "Seed of the bootstrap."),
        ("time-limit", "integer", "Seconds that one run of an outside program may take."),
        ("pictures", "integer", "Items whose channel maps and mosaics the report shows."),
    ];

    /// <summary>The keys of a plan.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Fields.Select(f => f.Key)];

    /// <summary>The JSON schema (docs/formats/plan.schema.json).</summary>
    public static string Schema()
    {
        var properties = new JsonObject();
        foreach ((string key, string type, string says) in Fields)
        {
            JsonObject field = type switch
            {
                "strings" => Words(),
                "codecs" => new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["anyOf"] = new JsonArray([.. CodecCatalogue.All.Select(Codec).Prepend(Names())]) } },
                _ => new JsonObject { ["type"] = type },
            };
            field["description"] = says;
            properties[key] = field;
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A plan of videofeat compare",
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray("inputs", "codecs"),
            ["additionalProperties"] = false,
        }.ToJsonString(ResultsFile.Json) + "\n";
    }

    /// <summary>A plan to start from, every key explained.</summary>
    public static string Template() => $"""
        # A plan of `videofeat compare PLAN -o FOLDER`. Relative paths start at this file's folder.
        title: My features

        # Tensors (.npy, .npz, .safetensors) or folders of them, or datasets (videofeat batch encode). With a model: pictures, videos, or tensors of its cut.
        inputs: [features/]
        # sequence: true            # a folder's tensors, or a video's frames, are one item that may be predicted from set to set
        # limit: 64                 # at most this many items, spread over what there is

        # A network that judges the features: accuracy with labels, agreement with the uncut network without.
        # model: network.onnx
        # cut: [some_tensor]        # videofeat split network.onnx lists them
        # recipe: imagenet-tf
        # task: classify            # or yolox
        # labels: labels.csv        # or, for yolox, a folder of YOLO text files

        # transform and klt-hevc need a profile: one that exists, or inputs to make one on, which must be others than those above.
        # profile: my.profile
        # calibrate: [other-pictures/]

        # Codecs, with their settings; of the first setting in each line below several values make several points.
        codecs:
          - hevc-intra              # a name alone takes every default
          - codec: hevc-intra
            name: hevc-intra-feature
            tune: feature
            qp: [10, 16, 22, 28, 34, 40]
          - codec: near-lossless
            effort: best
          - codec: lightweight
            levels: [2, 3, 4, 6, 8]
          - jpeg-xl
          - zstd
          # - codec: command        # any program over raw planes
          #   name: mine
          #   points: [22, 27, 32, 37]
          #   encode: my-encoder --size {"{width}x{height}"} --frames {"{frames}"} --depth {"{bits}"} --qp {"{qp}"} {"{input} {bitstream}"}
          #   decode: my-decoder {"{bitstream} {output}"}

        # All codecs:
        {string.Join('\n', CodecCatalogue.All.Select(e => $"#   {e.Name}: {e.Title}; {string.Join("; ", e.Settings.Select(s => $"{s.Name} {s.Allowed}{(s.Default.Any(d => d.Length > 0) ? $" (default {string.Join(", ", s.Default)})" : "")}"))}"))}

        # baseline: hevc-intra
        # jobs: 1                   # cells at a time; times are good where it is 1
        # threads: 1                # threads of each coder; 0: its choice
        # seed: 1
        # time-limit: 600           # seconds that one run of an outside program may take
        # pictures: 1               # items whose channels the report shows

        """;

    private static JsonObject Words() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = new JsonArray("string", "number") },
            new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = new JsonArray("string", "number") } }),
    };

    private static JsonObject Names() => new() { ["enum"] = new JsonArray([.. CodecCatalogue.All.Select(e => (JsonNode)e.Name)]) };

    private static JsonNode Codec(CodecEntry entry)
    {
        var properties = new JsonObject { ["codec"] = new JsonObject { ["const"] = entry.Name }, ["name"] = new JsonObject { ["type"] = "string" } };
        foreach (CodecSetting setting in entry.Settings)
        {
            JsonObject field = setting == entry.Settings[0] ? Words() : new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };
            field["description"] = $"{setting.Allowed}; default {string.Join(", ", setting.Default)}";
            properties[setting.Name] = field;
        }

        return new JsonObject { ["type"] = "object", ["title"] = entry.Title, ["properties"] = properties, ["required"] = new JsonArray("codec"), ["additionalProperties"] = false };
    }
}
