using VideoFeat.Bridges.Profiles;
using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Planning;

/// <summary>From what a plan says to codecs that can run; what is wrong is said before anything is coded.</summary>
internal static class PlanCheck
{
    /// <summary>The codecs of a plan with settings filled in.</summary>
    /// <exception cref="ArgumentException">An unknown codec or setting, a value out of range, two of one name, or a codec without the profile or network that it needs.</exception>
    public static IReadOnlyList<ResolvedCodec> Codecs(ComparisonPlan plan, Profile? profile)
    {
        if (plan.Codecs.Count == 0)
        {
            throw new ArgumentException($"The plan names no codec; allowed are {CodecCatalogue.Names}.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var resolved = new List<ResolvedCodec>();
        foreach (PlannedCodec codec in plan.Codecs)
        {
            CodecEntry entry = CodecCatalogue.Find(codec.Codec)
                ?? throw new ArgumentException($"The codec '{codec.Codec}' is unknown; allowed are {CodecCatalogue.Names}.");
            if (!names.Add(codec.Name))
            {
                throw new ArgumentException($"Two codecs are named '{codec.Name}'; give one of them another name.");
            }

            if (entry.NeedsProfile && profile is null && plan.Calibration.Count == 0)
            {
                throw new ArgumentException($"Codec {codec.Name}: {entry.Name} needs a profile; give the plan profile, or calibrate with inputs to make one on.");
            }

            if (entry.Picture is not null && plan.Model is null)
            {
                throw new ArgumentException($"Codec {codec.Name}: {entry.Name} codes input pictures, which only a network can judge; give the plan a model.");
            }

            resolved.Add(new ResolvedCodec(codec, entry, Points(plan, codec, entry, profile)));
        }

        return plan.Baseline is string baseline && !names.Contains(baseline)
            ? throw new ArgumentException($"The baseline is '{baseline}'; the plan's codecs are {string.Join(", ", names)}.")
            : resolved;
    }

    private static IReadOnlyList<PlannedPoint> Points(ComparisonPlan plan, PlannedCodec codec, CodecEntry entry, Profile? profile)
    {
        foreach (string given in codec.Settings.Keys)
        {
            if (entry.Settings.All(s => s.Name != given))
            {
                throw new ArgumentException($"Codec {codec.Name}: the setting '{given}' is unknown; {entry.Name} has {string.Join(", ", entry.Settings.Select(s => s.Name))}.");
            }
        }

        var fixedValues = new Dictionary<string, string>(StringComparer.Ordinal);
        CodecSetting varied = entry.Settings[0];
        IReadOnlyList<string> points = Values(codec, varied);
        foreach (CodecSetting setting in entry.Settings.Skip(1))
        {
            IReadOnlyList<string> values = Values(codec, setting);
            fixedValues[setting.Name] = values.Count == 1
                ? values[0]
                : throw new ArgumentException($"Codec {codec.Name}: {setting.Name} has {values.Count} values; only {varied.Name} may have several.");
        }

        string? twice = points.GroupBy(p => p, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is not null
            ? throw new ArgumentException($"Codec {codec.Name}: {varied.Name} {twice} stands twice.")
            : [.. points.Select(p => Point(plan, codec, entry, new Dictionary<string, string>(fixedValues, StringComparer.Ordinal) { [varied.Name] = p }, p, profile))];
    }

    private static IReadOnlyList<string> Values(PlannedCodec codec, CodecSetting setting)
    {
        IReadOnlyList<string> values = codec.Settings.GetValueOrDefault(setting.Name) ?? setting.Default;
        foreach (string value in values)
        {
            if (!setting.Check(value))
            {
                throw new ArgumentException(value.Length == 0
                    ? $"Codec {codec.Name}: {setting.Name} is missing; it must be {setting.Allowed}."
                    : $"Codec {codec.Name}: {setting.Name} is {value}; allowed are {setting.Allowed}.");
            }
        }

        return values;
    }

    private static PlannedPoint Point(ComparisonPlan plan, PlannedCodec codec, CodecEntry entry, Dictionary<string, string> values, string point, Profile? profile)
    {
        var choice = new CodecChoice(codec.Name, point, values, profile, plan.Threads, TimeSpan.FromSeconds(plan.TimeLimit));
        string name = point == CodecSetting.Lossless ? point : string.Format(System.Globalization.CultureInfo.InvariantCulture, entry.PointName, point);
        var compared = new ComparedPoint(name, [.. values.Where(v => v.Value.Length > 0).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")]);
        if (entry.Picture is not null)
        {
            return new PlannedPoint(codec.Name, compared, null, entry.Picture(choice), false);
        }

        // A profile that is yet to be calibrated is not there when a plan is only checked.
        if (entry.NeedsProfile && profile is null)
        {
            return new PlannedPoint(codec.Name, compared, null, null, false);
        }

        IItemCoder coder = entry.Make(choice);
        return new PlannedPoint(codec.Name, compared, coder, null, coder is FrameCoder { Setup.Lossless: true } || point == CodecSetting.Lossless || entry.Name == "near-lossless");
    }
}
