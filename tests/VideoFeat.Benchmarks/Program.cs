using VideoFeat.Benchmarks;
using VideoFeat.Benchmarks.Batches;
using VideoFeat.Benchmarks.Delay;
using VideoFeat.Benchmarks.Load;
using VideoFeat.Benchmarks.Loss;

Bench[] benches =
[
    new("pack", "floats to frame and back against memcpy, the scalar twin and NumPy", PackBench.Run),
    new("split", "a network in two halves against the whole", SplitBench.Run),
    new("entropy", "lossless coding of codes: our coder, x265, JPEG-LS, FFV1, JPEG XL, zstd, xz; bits and speed", EntropyBench.Run),
    new("rates", "bits per element of the kit's features: lossless, QP 10..40, layouts, intra against P", RatesBench.Run),
    new("rate", "targets in bits per element: the mean over 100 sets beside x265's own rate control", RateBench.Run, "--sets 100", "--only clip"),
    new("transform", "the calibrated transform against HEVC-Intra at equal accuracy", TransformBench.Run, "--images 500", "--network all", "--cifar out/demo/images", "--calibration 64", "--without none", "--block 0", "--hevc 1", "--few 0", "--speed 0"),
    new("lightweight", "few levels and a fast coder beside HEVC-Intra: bits, accuracy, CPU time an element", LightweightBench.Run, LightweightBench.Options),
    new("papers", "docs/papers.md out of comparisons: the claims of the papers beside our figures", PapersBench.Run, PapersBench.Options),
    new("encode", "200 tensors in one process against an ffmpeg process for each", EncodeBench.Run),
    new("batch", "a dataset of real items: coding, verifying, decoding; size, speed, memory", BatchBench.Run, BatchBench.Options),
    new("batch-compare", "the batch verbs beside the obvious script and general compressors of the same codes", BatchCompare.Run, BatchCompare.Options),
    new("batch-kill", "a batch run killed at random instants and gone on with", KillBench.Run, KillBench.Options),
    new("random-access", "items of a dataset in random order beside a file an item", RandomAccessBench.Run, RandomAccessBench.Options),
    new("allocations", "managed bytes a set of the coding and decoding loops", AllocationBench.Run),
    new("interop", "features through FFmpeg and GStreamer, plain and SRTP, both ways, relayed and recorded, in every coding", InteropBench.Run, InteropBench.Options),
    new("hostile", "forged packets by the million against a live receiver: from outside, under the sender's name, against SRTP", HostileBench.Run, HostileBench.Options),
    new("monitor", "what the live page costs a receiver: observing a set and making its picture beside decoding it", MonitorBench.Run),
    new("load", "many streams over loopback at once for a long time: sets, memory, threads, handles, and their slopes", LoadBench.Run, LoadBench.Options),
    new("loss", "what becomes of each set over a bad network, by the help it has; FFmpeg's receiver beside it", LossBench.Run, LossBench.Options),
    new("delay", "access unit in to access unit out over loopback, our receiver and libavformat's", DelayBench.Run, DelayBench.Options),
];

string name = args.Length > 0 ? args[0] : "";
Bench[] chosen = [.. benches.Where(b => name == b.Name || (name is "all" && b.Options is ["--seconds 2"]))];
string[] known = [.. chosen.SelectMany(b => b.Options).Select(o => o.Split(' ')[0])];
if (chosen.Length == 0 || BenchArguments.Read(args.AsSpan(1), known) is not BenchArguments given)
{
    Console.Error.WriteLine("./build.sh bench NAME|all [--seconds 2]   seconds of each comparison; all are those without options of their own");
    foreach (Bench bench in benches)
    {
        Console.Error.WriteLine($"  {bench.Name,-12} {bench.What}");
        if (bench.Options is not ["--seconds 2"])
        {
            Console.Error.WriteLine($"  {"",-12} [{string.Join("] [", bench.Options)}]");
        }
    }

    return 2;
}

Console.WriteLine(Machine.Describe());
foreach (Bench bench in chosen)
{
    bench.Run(given);
}

return 0;
