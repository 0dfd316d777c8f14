using System.Globalization;
using VideoFeat.Benchmarks;

(string Name, string What, Action<double> Run)[] benches =
[
    ("pack", "floats to frame and back against memcpy, the scalar twin and NumPy", PackBench.Run),
    ("split", "a network in two halves against the whole", SplitBench.Run),
    ("entropy", "lossless coding of codes: our coder, x265, JPEG-LS, FFV1, JPEG XL, zstd, xz; bits and speed", EntropyBench.Run),
    ("rates", "bits per element of the kit's features: lossless, QP 10..40, layouts, intra against P", RatesBench.Run),
    ("encode", "200 tensors in one process against an ffmpeg process for each", EncodeBench.Run),
    ("allocations", "managed bytes a set of the coding and decoding loops", AllocationBench.Run),
];

string? name = args.Length > 0 ? args[0] : null;
double seconds = 2;
bool understood = args.Length is 1 or 3
    && (args.Length == 1 || (args[1] == "--seconds" && double.TryParse(args[2], CultureInfo.InvariantCulture, out seconds) && seconds > 0));
var chosen = benches.Where(b => name is "all" || b.Name == name).ToArray();
if (!understood || chosen.Length == 0)
{
    Console.Error.WriteLine("./build.sh bench NAME|all [--seconds 2]   seconds of each comparison");
    foreach ((string known, string what, _) in benches)
    {
        Console.Error.WriteLine($"  {known,-12} {what}");
    }

    return 2;
}

Console.WriteLine(Machine.Describe());
foreach ((_, _, Action<double> run) in chosen)
{
    run(seconds);
}

return 0;
