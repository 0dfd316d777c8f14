using System.Text.Json.Nodes;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Planning;

/// <summary>A plan as the JSON that <see cref="PlanReader"/> takes, every key said.</summary>
public static class PlanText
{
    /// <summary>The text, paths absolute.</summary>
    public static string Of(ComparisonPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var json = new JsonObject { ["title"] = plan.Title, ["inputs"] = List(plan.Inputs), ["sequence"] = plan.Sequence };
        Add(json, "limit", plan.Limit);
        Add(json, "model", plan.Model);
        Add(json, "labels", plan.Labels);
        Add(json, "profile", plan.Profile);
        Add(json, "baseline", plan.Baseline);
        if (plan.Cut.Count > 0)
        {
            json["cut"] = List(plan.Cut);
            json["recipe"] = plan.Recipe;
            json["task"] = plan.Task;
        }

        if (plan.Calibration.Count > 0)
        {
            json["calibrate"] = List(plan.Calibration);
            json["calibrate-limit"] = plan.CalibrationLimit;
        }

        json["codecs"] = new JsonArray([.. plan.Codecs.Select(Codec)]);
        json["jobs"] = plan.Jobs;
        json["threads"] = plan.Threads;
        json["seed"] = plan.Seed;
        json["time-limit"] = plan.TimeLimit;
        json["pictures"] = plan.Pictures;
        return json.ToJsonString(ResultsFile.Json) + "\n";
    }

    private static JsonNode Codec(PlannedCodec codec)
    {
        var json = new JsonObject { ["codec"] = codec.Codec, ["name"] = codec.Name };
        foreach ((string setting, IReadOnlyList<string> values) in codec.Settings)
        {
            json[setting] = values.Count == 1 ? values[0] : List(values);
        }

        return json;
    }

    private static JsonArray List(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);

    private static void Add(JsonObject json, string key, JsonNode? value)
    {
        if (value is not null)
        {
            json[key] = value;
        }
    }
}
