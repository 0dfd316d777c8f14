using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Benchmarks;

/// <summary>Floats to frames and back at 8 bit, one thread, against copying the same floats, the scalar twin and NumPy.</summary>
internal static class PackBench
{
    private const string Script = """
        import sys
        c, h, w, columns, per_channel = map(int, sys.argv[1:6])
        x = np.fromfile(sys.argv[6], dtype='<f4').reshape(c, h, w)
        axes = (1, 2) if per_channel else None
        rows = -(-c // columns)
        frame = np.zeros((rows * h, columns * w), dtype=np.uint8)
        low = high = None
        def pack():
            global low, high
            low, high = x.min(axis=axes, keepdims=True), x.max(axis=axes, keepdims=True)
            codes = np.rint((x - low) * (np.float32(255) / (high - low))).astype(np.uint8)
            frame.reshape(rows, h, columns, w)[:] = codes.reshape(rows, columns, h, w).transpose(0, 2, 1, 3)
        def unpack():
            codes = frame.reshape(rows, h, columns, w).transpose(0, 2, 1, 3).reshape(c, h, w)
            return codes.astype(np.float32) * ((high - low) / np.float32(255)) + low
        pack()
        """;

    // Far above any cache: every tensor comes from memory.
    private const int ColdBytes = 256 << 20;

    public static void Run(double seconds)
    {
        foreach ((int channels, int height, int width) in new[] { (64, 80, 80), (256, 56, 56) })
        {
            foreach (Granularity granularity in new[] { Granularity.PerTensor, Granularity.PerChannel })
            {
                using FeatureSet set = SampleFeatures.Make(channels, height, width, seed: 1);
                using NumPy? numpy = StartNumPy(set[0], granularity);
                Run(set, granularity, seconds, 1, numpy);
                Run(set, granularity, seconds, ColdBytes / set[0].Bytes.Length, null);
            }
        }
    }

    private static unsafe void Run(FeatureSet set, Granularity granularity, double seconds, int copies, NumPy? numpy)
    {
        TensorSpec spec = set[0].Spec;
        FeatureSet[] sources = [.. Enumerable.Range(0, copies).Select(_ => Copy(set[0]))];
        FeatureSet[] targets = [.. Enumerable.Range(0, copies).Select(_ => Copy(set[0]))];
        PackPlan plan = Plan(spec);
        var packer = new FeaturePacker(plan, new QuantizerOptions { Granularity = granularity });
        var unpacker = new FeatureUnpacker(plan, 8);
        byte[][] frames = [.. Enumerable.Range(0, copies).Select(_ => new byte[plan.BytesPerSet(8)])];
        int length = set[0].Bytes.Length;
        IReadOnlyList<QuantizerParameters> parameters = packer.Measure(set, 0);
        foreach (byte[] frame in frames)
        {
            packer.Pack(set, 0, parameters, frame);
        }

        Contestant memcpy = InTurn("memcpy", i =>
        {
            fixed (byte* from = sources[i][0].Bytes, to = targets[i][0].Bytes)
            {
                Buffer.MemoryCopy(from, to, length, length);
            }
        });
        List<Contestant> pack =
        [
            memcpy,
            InTurn("measure + quantize + pack", i => packer.Pack(sources[i], 0, packer.Measure(sources[i], 0), frames[i])),
            InTurn("quantize + pack, range known", i => packer.Pack(sources[i], 0, parameters, frames[i])),
        ];
        List<Contestant> unpack = [memcpy, InTurn("unpack + dequantize", i => unpacker.Unpack(frames[i], plan.FrameWidth, 0, parameters, targets[i], 0))];
        if (copies == 1)
        {
            var twin = new ScalarTwin(plan, parameters[0]);
            twin.RequireSame(set, frames[0]);
            pack.Add(Contestant.Of("scalar twin", () => twin.Pack(set[0].Floats)));
            unpack.Add(Contestant.Of("scalar twin", () => twin.Unpack(targets[0][0].Floats)));
        }

        if (numpy is not null)
        {
            pack.Add(numpy.Contestant("pack"));
            unpack.Add(numpy.Contestant("unpack"));
        }

        string where = copies == 1 ? "in the cache" : "from memory";
        string what = $"{spec.Shape} {granularity}, 8 bit, frame {plan.FrameWidth}x{plan.FrameHeight}, {length / 1e6:F1} MB of floats {where}";
        PairedTable.Print($"floats to frame: {what}", Paired.Run(pack, seconds), length);
        PairedTable.Print($"frame to floats: {what}", Paired.Run(unpack, seconds), length);
        foreach (FeatureSet made in sources.Concat(targets))
        {
            made.Dispose();
        }

        Contestant InTurn(string name, Action<int> work)
        {
            int next = 0;
            return Contestant.Of(name, () =>
            {
                work(next);
                next = next + 1 == copies ? 0 : next + 1;
            });
        }
    }

    private static PackPlan Plan(TensorSpec spec) => PackPlan.Create([spec], new LayoutOptions());

    private static FeatureSet Copy(FeatureTensor tensor) => new(FeatureTensor.FromFloats(tensor.Floats, tensor.Shape, tensor.Name));

    private static NumPy? StartNumPy(FeatureTensor tensor, Granularity granularity)
    {
        string floats = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(floats, tensor.Bytes);
            TensorShape shape = tensor.Shape;
            return NumPy.Start(
                Script, $"{shape[0]}", $"{shape[1]}", $"{shape[2]}", $"{Plan(tensor.Spec).Regions[0].Columns}", granularity == Granularity.PerChannel ? "1" : "0", floats);
        }
        finally
        {
            File.Delete(floats);
        }
    }
}
