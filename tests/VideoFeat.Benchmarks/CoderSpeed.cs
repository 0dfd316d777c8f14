using System.Diagnostics;
using System.Globalization;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks;

/// <summary>CPU time of the whole way, values to access unit and back, one thread, beside x265 in the same run; the least of several runs, since other work makes each longer
/// and none shorter.</summary>
internal static class CoderSpeed
{
    private const int Sets = 8;

    /// <param name="network">Whose test images are coded.</param>
    /// <param name="ways">Ways of coding, of one thread each.</param>
    /// <param name="seconds">For each way.</param>
    public static void Print(AccuracyNetwork network, IEnumerable<(string Name, CodecOptions Options)> ways, double seconds)
    {
        FeatureSet[] sets = [.. network.Test.Take(Sets).Select(i => i.Features)];
        double elements = sets.Sum(s => s.Elements);
        var hevc = new CodecOptions { Encoder = "libx265", Qp = 34, Threads = 1 };
        Console.WriteLine($"  {"CPU ns an element",-20} {"encode",8} {"decode",8}   times as fast as x265 superfast, medium");
        var known = new List<(double Encode, double Decode)>();
        foreach ((string name, CodecOptions options) in ways.Prepend(("x265 medium", hevc with { Preset = "medium" })).Prepend(("x265 superfast", hevc)))
        {
            var profiles = new ProfileLibrary();
            if (options.Profile is Profile profile)
            {
                profiles.Add(profile);
            }

            using FeatureEncoder encoder = FeatureEncoder.Open([.. sets[0].Select(t => t.Spec)], options);
            using FeatureDecoder decoder = FeatureDecoder.Open(null, profiles);
            CodedFeature[] coded = [];
            double encode = 1e9 * CpuTime.Least(seconds / 2, () =>
            {
                Array.ForEach(coded, c => c.Dispose());
                coded = [.. sets.Select(s => encoder.Encode(s, forceKey: true))];
            }) / elements;

            // A set seen twice in a row is a duplicate, so all come by turns.
            double decode = 1e9 * CpuTime.Least(seconds / 2, () => Array.ForEach(coded, c => decoder.Decode(c).Single().Dispose())) / elements;
            Array.ForEach(coded, c => c.Dispose());
            known.Add((encode, decode));
            string ratios = string.Join(", ", known.Take(2).Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Encode / encode:F1} and {k.Decode / decode:F1}")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-20} {encode,8:F1} {decode,8:F1}   {ratios}"));
        }
    }
}
