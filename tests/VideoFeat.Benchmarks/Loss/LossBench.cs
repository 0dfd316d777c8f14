using System.Globalization;
using System.Text.Json;

namespace VideoFeat.Benchmarks.Loss;

/// <summary>
/// Streams over a relay that loses, delays, shuffles and doubles packets: what becomes of each set, with each help, and what FFmpeg's receiver makes of the
/// same packets. Real time, real sockets, a seed.
/// </summary>
internal static class LossBench
{
    public static readonly string[] Options = ["--sets 100", "--rate 50", "--parallel 4", "--seed 1", "--json FILE"];

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Run(BenchArguments given)
    {
        int sets = (int)given.Number("--sets", 100), seed = (int)given.Number("--seed", 1);
        double rate = given.Number("--rate", 50);
        LossResult[] results = new LossResult[LossCase.All.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, (int)given.Number("--parallel", 4)) };
        Parallel.ForEachAsync(Enumerable.Range(0, results.Length), parallel, async (i, _) =>
            results[i] = await LossSession.RunAsync(LossCase.All[i], Sets(LossCase.All[i], sets, rate), rate, seed + i)).GetAwaiter().GetResult();
        Print(results, rate);
        if (given.Word("--json", "") is { Length: > 0 } path)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(results, Json));
        }
    }

    // An outage needs something before and behind it.
    private static int Sets(LossCase given, int sets, double rate) => Math.Max(sets, (int)(2 * given.Impairment.Outage.TotalSeconds * rate));

    private static void Print(LossResult[] results, double rate)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nloss: 8 channels of 16x16 as {rate} sets a second, packets of at most 300 bytes, {Relay.Delay.TotalMilliseconds} ms each way, both ways impaired"));
        Console.WriteLine($"{"stream",-15} {"network",-16} {"help",-8} {"sets",5} {"intact",6} {"conc.",5} {"lost",4} {"wrong",5} {"unacc.",6} {"recover ms",10} {"p99",6} {"overhead",8}  FFmpeg: pictures, wrong unflagged, flagged");
        foreach (LossResult r in results)
        {
            string ffmpeg = r.FfmpegPictures is int pictures ? $"{pictures,5} {r.FfmpegWrong,5} ({Share(r.FfmpegWrong!.Value, pictures)}) {r.FfmpegFlagged,4}" : "";
            string recover = r.RecoverMs.Length == 0 ? $"{"-",10} {"-",6}" : string.Create(CultureInfo.InvariantCulture, $"{r.RecoverMedianMs,10:F0} {r.RecoverP99Ms,6:F0}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{r.Stream,-15} {r.Impairment,-16} {r.Help,-8} {r.Sent,5} {r.Intact,6} {r.Concealed,5} {r.Lost,4} {r.Wrong,5} {r.Unaccounted,6} {recover} {100 * r.Overhead,7:F0} %  {ffmpeg}"));
        }

        Console.WriteLine($"all: {results.Sum(r => r.Sent)} sets, {results.Sum(r => r.Intact)} intact, {results.Sum(r => r.Concealed)} concealed, {results.Sum(r => r.Lost)} lost, "
            + $"{results.Sum(r => r.Wrong)} undetected wrong, {results.Sum(r => r.Unaccounted)} unaccounted");
        LossResult[] compared = [.. results.Where(r => r.FfmpegPictures is not null)];
        int all = compared.Sum(r => r.FfmpegPictures!.Value), wrong = compared.Sum(r => r.FfmpegWrong!.Value);
        Console.WriteLine($"FFmpeg's receiver on the same packets: {all} pictures, {wrong} wrong and not flagged ({Share(wrong, all)}), {compared.Sum(r => r.FfmpegFlagged)} wrong and flagged");
    }

    private static string Share(int part, int whole) => whole == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:F0} %");
}
