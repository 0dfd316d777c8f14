using System.Text.Json;
using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

/// <summary>Golden/coco-average-precision.json; Golden/README.md says how it was made.</summary>
internal static class CocoGolden
{
    public static List<Case> Read()
    {
        using Stream stream = typeof(CocoGolden).Assembly.GetManifestResourceStream("coco-average-precision.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(c => new Case(
            c.GetProperty("classes").GetInt32(),
            c.GetProperty("map50").GetDouble(),
            c.GetProperty("map").GetDouble(),
            [.. c.GetProperty("perClass").EnumerateArray().Select(k => k.ValueKind == JsonValueKind.Null ? null : Numbers(k))],
            [.. c.GetProperty("images").EnumerateArray().Select(i => new Image(
                [.. i.GetProperty("detections").EnumerateArray().Select(Numbers).Select(d => new Detection((int)d[0], d[1], new(d[2], d[3], d[4], d[5])))],
                [.. i.GetProperty("truth").EnumerateArray().Select(Numbers).Select(d => new LabelledBox((int)d[0], new(d[1], d[2], d[3], d[4])))]))]))];
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    public sealed record Image(Detection[] Detections, LabelledBox[] Objects);

    public sealed record Case(int Classes, double Map50, double Map, double[]?[] PerClass, Image[] Images)
    {
        public DetectionScore Score()
        {
            var score = new DetectionScore(Classes);
            foreach (Image image in Images)
            {
                score.Add(image.Detections, image.Objects);
            }

            return score;
        }
    }
}
