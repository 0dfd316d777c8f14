using System.Globalization;
using VideoFeat.Packing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VideoFeat.Comparison.Planning;

/// <summary>Plan files: YAML, of which JSON is a part. What is unknown or out of range is an error that names file, line and key.</summary>
public static class PlanReader
{
    /// <summary>The most bytes of a plan.</summary>
    public const int MaxBytes = 1 << 20;

    private const int MostCodecs = 100;
    private const int MostValues = 1000;

    /// <summary>Reads a plan file; relative paths in it are taken from its folder.</summary>
    /// <exception cref="FeatureFormatException">It is no YAML, or a key or value is not allowed; the message is one line.</exception>
    public static ComparisonPlan Read(string path)
    {
        var file = new FileInfo(path);
        if (file.Length > MaxBytes)
        {
            throw new FeatureFormatException($"{path}: {file.Length} bytes; a plan has at most {MaxBytes}.");
        }

        return Parse(File.ReadAllText(path), path, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads a plan.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <exception cref="FeatureFormatException">As <see cref="Read"/>.</exception>
    public static ComparisonPlan Parse(string text, string source, string folder)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new FeatureFormatException($"{source}, line {e.Start.Line}: {e.Message.ReplaceLineEndings(" ")}");
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            throw new FeatureFormatException($"{source}: a plan is one mapping of keys to values.");
        }

        return new Body(source, folder).Plan(root);
    }

    private sealed class Body(string source, string folder)
    {
        public ComparisonPlan Plan(YamlMappingNode root)
        {
            var plan = new ComparisonPlan { Inputs = [], Codecs = [] };
            foreach ((string key, YamlNode node) in Entries(root))
            {
                plan = key switch
                {
                    "title" => plan with { Title = Text(key, node) },
                    "inputs" => plan with { Inputs = [.. Texts(key, node).Select(Rooted)] },
                    "sequence" => plan with { Sequence = Flag(key, node) },
                    "limit" => plan with { Limit = Whole(key, node, 1, 1_000_000) },
                    "model" => plan with { Model = Rooted(Text(key, node)) },
                    "cut" => plan with { Cut = Texts(key, node) },
                    "recipe" => plan with { Recipe = Recipe(Text(key, node)) },
                    "task" => plan with { Task = Word(key, node, "classify", "yolox") },
                    "labels" => plan with { Labels = Rooted(Text(key, node)) },
                    "profile" => plan with { Profile = Rooted(Text(key, node)) },
                    "calibrate" => plan with { Calibration = [.. Texts(key, node).Select(Rooted)] },
                    "calibrate-limit" => plan with { CalibrationLimit = Whole(key, node, 4, 10_000) },
                    "codecs" => plan with { Codecs = Codecs(node) },
                    "baseline" => plan with { Baseline = Text(key, node) },
                    "jobs" => plan with { Jobs = Whole(key, node, 1, 256) },
                    "threads" => plan with { Threads = Whole(key, node, 0, 256) },
                    "seed" => plan with { Seed = Whole(key, node, 0, int.MaxValue) },
                    "time-limit" => plan with { TimeLimit = Whole(key, node, 1, 86_400) },
                    "pictures" => plan with { Pictures = Whole(key, node, 0, 16) },
                    _ => throw Fault(node, $"the key '{key}' is unknown; allowed are {string.Join(", ", PlanSchema.Keys)}."),
                };
            }

            return plan;
        }

        private IReadOnlyList<PlannedCodec> Codecs(YamlNode node)
        {
            if (node is not YamlSequenceNode list || list.Children.Count is < 1 or > MostCodecs)
            {
                throw Fault(node, $"codecs must be a list of 1..{MostCodecs}.");
            }

            return [.. list.Children.Select(Codec)];
        }

        private PlannedCodec Codec(YamlNode node)
        {
            if (node is YamlScalarNode { Value: string name })
            {
                return PlannedCodec.Of(name);
            }

            if (node is not YamlMappingNode mapping)
            {
                throw Fault(node, "a codec is a name, or a mapping with the key codec.");
            }

            string? codec = null, called = null;
            var settings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach ((string key, YamlNode value) in Entries(mapping))
            {
                switch (key)
                {
                    case "codec":
                        codec = Text(key, value);
                        break;
                    case "name":
                        called = Text(key, value);
                        break;
                    default:
                        settings[key] = Texts(key, value);
                        break;
                }
            }

            return codec is null ? throw Fault(node, "a codec's mapping needs the key codec.") : new PlannedCodec(codec, called ?? codec, settings);
        }

        private IEnumerable<(string Key, YamlNode Value)> Entries(YamlMappingNode mapping)
        {
            foreach ((YamlNode key, YamlNode value) in mapping.Children)
            {
                yield return key is YamlScalarNode { Value: string name } ? (name, value) : throw Fault(key, "a key must be a word.");
            }
        }

        private string Text(string key, YamlNode node) =>
            node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Fault(node, $"{key} must be one value.");

        private IReadOnlyList<string> Texts(string key, YamlNode node) => node switch
        {
            YamlScalarNode => [Text(key, node)],
            YamlSequenceNode { Children.Count: >= 1 and <= MostValues } list => [.. list.Children.Select(c => Text(key, c))],
            _ => throw Fault(node, $"{key} must be a value or a list of 1..{MostValues}."),
        };

        private int Whole(string key, YamlNode node, int least, int most) =>
            int.TryParse(Text(key, node), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
                ? value
                : throw Fault(node, $"{key} is {Text(key, node)}; allowed are {least}..{most}.");

        private bool Flag(string key, YamlNode node) => Word(key, node, "true", "false") == "true";

        private string Word(string key, YamlNode node, params string[] allowed) =>
            allowed.Contains(Text(key, node), StringComparer.Ordinal) ? Text(key, node) : throw Fault(node, $"{key} is '{Text(key, node)}'; allowed are {string.Join(", ", allowed)}.");

        private string Recipe(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Rooted(name) : name;

        private string Rooted(string path) => Path.GetFullPath(path, folder);

        private FeatureFormatException Fault(YamlNode node, string what) => new($"{source}, line {node.Start.Line}: {what}");
    }
}
