using VideoFeat.Comparison.Measures;
using VideoFeat.Comparison.Results;
using VideoFeat.Pictures;

namespace VideoFeat.Tests.Comparison;

/// <summary>A made-up comparison of the size and shape of a real one, for pages and figures: curves follow a simple law, nothing was coded.</summary>
internal static class ExampleResults
{
    private const int Items = 48;
    private const int Channels = 256;
    private const int Side = 28;
    private const long Elements = Channels * Side * Side;
    private const double Uncut = 70.8;

    // Bits per element relative to the baseline at equal quality, MB/s of encoding, and the rates of the points.
    private static readonly Coder[] Coders =
    [
        new("hevc-intra", "HEVC-Intra by x265, preset medium, tune psnr, tiled, 8 bit", CodecKind.Video, 1, 11, [0.35, 0.62, 0.98, 1.41, 2.05, 2.9]) { IsBaseline = true },
        new("hevc-features", "HEVC-Intra by x265, feature preset, tiled, 8 bit", CodecKind.Video, 0.94, 14, [0.33, 0.58, 0.93, 1.36, 1.98, 2.8]),
        new("hevc-frames", "HEVC-Intra by x265, a frame a channel", CodecKind.Video, 1.62, 19, [0.6, 1.0, 1.6, 2.3, 3.4]),
        new("h264", "H.264 intra by x264", CodecKind.Video, 1.21, 22, [0.42, 0.8, 1.3, 1.9, 2.7]),
        new("av1", "AV1 by libaom, still picture", CodecKind.Video, 0.9, 2.4, [0.3, 0.52, 0.85, 1.3, 1.9]),
        new("transform", "VideoFeat transform bridge, calibrated on 64 images", CodecKind.VideoFeat, 0.52, 46, [0.12, 0.21, 0.34, 0.54, 0.84, 1.3]),
        new("klt-hevc", "VideoFeat KLT components through HEVC", CodecKind.VideoFeat, 0.63, 16, [0.18, 0.3, 0.5, 0.78, 1.2]),
        new("lightweight", "VideoFeat lightweight bridge, rich contexts", CodecKind.VideoFeat, 0.83, 95, [0.5, 0.75, 1.06, 1.5]),
        new("near-lossless", "VideoFeat near-lossless bridge", CodecKind.VideoFeat, 0.9, 41, [2.6, 3.6]) { IsLossless = true },
        new("zstd", "Zstandard level 19 on the codes", CodecKind.Compressor, 1.9, 3.1, [4.4]) { IsLossless = true },
    ];

    public static ComparisonResults Make()
    {
        string[] names = [.. Enumerable.Range(0, Items).Select(i => $"val/{1000 + (i * 37)}.jpg")];
        PooledRow[] pooled = [.. Coders.SelectMany(c => c.Rates.Select((_, p) => Pooled(c, p)))];
        QualityCurve[] curves =
        [
            .. from quality in new[] { MeasureNames.Top1, MeasureNames.Agreement, MeasureNames.Divergence, MeasureNames.Psnr }
               from coder in Coders
               select Curve(coder, quality, pooled),
        ];
        return new ComparisonResults
        {
            Title = "MobileNetV1 at pw5: VideoFeat against HEVC-Intra",
            Finished = "2026-11-22T12:00:00Z",
            Machine = new MachineFacts("Debian GNU/Linux 12", "X64", "An example processor, 2.4 GHz", 2, 8L << 30, ".NET 10.0.0"),
            Versions = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["videofeat"] = "0.1.0",
                ["libavcodec"] = "59.37.100",
                ["libx265"] = "3.5",
                ["libx264"] = "164",
                ["libaom"] = "3.6.0",
                ["zstd"] = "1.5.4",
            },
            Plan = new PlanFacts(new string('a', 64), "{\n  \"items\": \"val/\",\n  \"codecs\": [\"hevc-intra\", \"transform\"]\n}", "videofeat compare plan.yaml -o out/", 2, 1),
            Network = new NetworkFacts
            {
                Model = "mobilenet.onnx",
                Sha256 = new string('b', 64),
                Cut = ["conv_pw_5_relu6"],
                Recipe = "imagenet-tf",
                Task = "classifier",
                LabelledItems = Items,
                Reference = [new MeasuredValue { Name = MeasureNames.Top1, Unit = "%", Value = Uncut }, new MeasuredValue { Name = MeasureNames.Agreement, Unit = "%", Value = 100 }],
            },
            Items =
            [
                .. names.Select(n => new ComparedItem
                {
                    Id = n, Sha256 = new string('c', 64), Sets = 1, Tensors = [new ItemTensor("conv_pw_5_relu6", [Channels, Side, Side])], Elements = Elements, Minimum = 0, Maximum = 6, Labelled = true,
                }),
            ],
            Codecs =
            [
                .. Coders.Select(c => new ComparedCodec
                {
                    Name = c.Name, Title = c.Title, Kind = c.Kind, Baseline = c.IsBaseline, Lossless = c.IsLossless, Software = "an encoder",
                    Points = [.. c.Rates.Select((_, p) => new ComparedPoint(c.PointName(p), [$"point={p}"]))],
                }),
                new ComparedCodec { Name = "vtm", Title = "VVC by VTM", Kind = CodecKind.Outside, Points = [], Absent = "the command's program EncoderAppStatic is not on the PATH" },
            ],
            Cells = [.. from coder in Coders from p in Enumerable.Range(0, coder.Rates.Length) from i in Enumerable.Range(0, Items) select Cell(coder, p, i, names[i])],
            Pooled = pooled,
            Curves = curves,
            Bd = [.. BjontegaardTable.Of(curves).Select(r => r with { RateInterval = r.RatePchip is double rate ? new ValueInterval(rate - 3.1, rate + 3.4) : null })],
            Channels = [.. new[] { 0, 3 }.Select(p => Map(names[0], "transform", Coders[5].PointName(p), p))],
            Pictures =
            [
                Picture(MosaicKind.Before, names[0], 0, ""),
                .. new[] { (Coders[5], 0), (Coders[5], 3), (Coders[0], 1) }.SelectMany(c => new[] { MosaicKind.After, MosaicKind.Difference }
                    .Select(kind => Picture(kind, names[0], c.Item1.Rates[c.Item2] / c.Item1.Factor, c.Item1.Name) with { Point = c.Item1.PointName(c.Item2) })),
            ],
        };
    }

    // All curves are one curve over the rate that the baseline would need.
    private static double Accuracy(double rate) => Uncut - (0.06 / rate) - (14 * Math.Exp(-2.6 * rate));

    private static double Divergence(double rate) => 0.35 * Math.Exp(-2.3 * rate) + 0.0004;

    private static double Psnr(double rate) => 18 + (7.2 * Math.Pow(rate, 0.8));

    private static PooledRow Pooled(Coder coder, int point)
    {
        double rate = coder.Rates[point], equal = rate / coder.Factor;
        bool isExact = coder.IsLossless;
        double accuracy = isExact ? Uncut : Accuracy(equal);
        bool fails = coder.Name == "av1" && point == 4;
        return new PooledRow
        {
            Codec = coder.Name,
            Point = coder.PointName(point),
            Items = fails ? Items - 2 : Items,
            Failed = fails ? 2 : 0,
            Size = Size(rate, Items * Elements),
            BitsPerElementInterval = new ValueInterval(0.965 * rate, 1.037 * rate),
            Distortion = Distortion(isExact ? 58.9 : Psnr(equal)),
            PsnrInterval = isExact ? null : new ValueInterval(Psnr(equal) - 0.4, Psnr(equal) + 0.4),
            Cost = Cost(coder, point, Items),
            Measures =
            [
                Measure(MeasureNames.Top1, "%", accuracy, 1.1), Measure(MeasureNames.Top5, "%", 89.6 - ((Uncut - accuracy) * 0.6), 0.8),
                Measure(MeasureNames.Difference, "points", accuracy - Uncut, 0.7), Measure(MeasureNames.Agreement, "%", isExact ? 99.8 : 100 - (22 * Math.Exp(-2.1 * equal)), 0.6),
                Measure(MeasureNames.Divergence, "nats", isExact ? 0.0004 : Divergence(equal), 0),
            ],
        };
    }

    private static MeasuredValue Measure(string name, string unit, double value, double half) => new()
    {
        Name = name,
        Unit = unit,
        Value = value,
        Interval = half == 0 ? new ValueInterval(value * 0.85, value * 1.18) : new ValueInterval(value - half, value + half),
    };

    private static QualityCurve Curve(Coder coder, string quality, PooledRow[] pooled) => new(coder.Name, quality, quality switch { MeasureNames.Psnr => "dB", MeasureNames.Divergence => "nats", _ => "%" },
    [
        .. pooled.Where(r => r.Codec == coder.Name && r.Failed == 0).OrderBy(r => r.Size!.BitsPerElement).Select(r =>
            quality == MeasureNames.Psnr ? new CurvePoint(r.Point, r.Size!.BitsPerElement, r.Distortion!.Psnr!.Value, null, r.PsnrInterval)
            : r.Measures.First(m => m.Name == quality) is var m ? new CurvePoint(r.Point, r.Size!.BitsPerElement, m.Value!.Value, null, m.Interval) : throw new InvalidOperationException()),
    ]);

    private static ComparisonCell Cell(Coder coder, int point, int item, string name)
    {
        double spread = 1 + (0.25 * Math.Sin((item * 2.3) + 1)), rate = coder.Rates[point] * spread, equal = coder.Rates[point] / coder.Factor / spread;
        bool agrees = equal > 0.2 + (0.5 * (item % 7 == 3 ? 1 : 0));
        var cell = new ComparisonCell
        {
            Item = name,
            Codec = coder.Name,
            Point = coder.PointName(point),
            State = CellState.Ok,
            Key = new string('d', 64),
            CommandLine = $"videofeat encode ITEM.npy -o ITEM.hevc --codec {coder.Name} --point {point}",
        };
        return coder.Name == "av1" && point == 4 && item < 2 ? cell with { State = CellState.Failed, Reason = "ffmpeg ended with status 1: Picture size 0x0 is invalid" } : cell with
        {
            Size = Size(rate, Elements),
            Distortion = Distortion(coder.IsLossless ? 58.9 : Psnr(equal)),
            Cost = Cost(coder, point, 1),
            Task = new TaskOutcome { Agreeing = agrees ? 1 : 0, Comparable = 1, Divergence = Divergence(equal) * spread, Rank = agrees ? 0 : 2, ReferenceRank = 0 },
        };
    }

    private static CodedSize Size(double rate, long elements) => new()
    {
        TotalBytes = (long)(rate * elements / 8),
        ContainerBytes = 0,
        DescriptionBytes = 2200,
        WireBytes = (long)(rate * elements * 1.03 / 8),
        BitsPerElement = rate,
        BitsPerElementFile = rate,
        BitsPerElementWire = rate * 1.03,
    };

    private static DistortionFigures Distortion(double psnr) =>
        new() { Mse = 36 / Math.Pow(10, psnr / 10), Psnr = psnr, Sqnr = psnr - 11.6, MaxError = 20 / Math.Pow(10, psnr / 20), Cosine = 1 - (4 / Math.Pow(10, psnr / 10)) };

    private static CostFigures Cost(Coder coder, int point, int items)
    {
        double speed = coder.Speed * (1 - (0.06 * point)), megabytes = 4e-6 * Elements * items;
        return new CostFigures
        {
            EncodeSeconds = megabytes / speed,
            DecodeSeconds = megabytes / speed / 2.4,
            EncodeMegabytesPerSecond = speed,
            DecodeMegabytesPerSecond = speed * 2.4,
            PeakMemoryBytes = 90_000_000 + (long)(4_000_000 * coder.Factor),
            AtATime = 2,
            ChildProcess = coder.Name is "av1" or "zstd",
        };
    }

    private static ChannelMap Map(string item, string codec, string point, int fineness)
    {
        var random = new Random(5);
        double[] bits = [.. Enumerable.Range(0, Channels).Select(_ => 0.1 + (3 * Math.Pow(random.NextDouble(), 2)))];
        double[] errors = [.. bits.Select(b => b * (0.2 + random.NextDouble()) * 0.03 / (1 + fineness))];
        return new ChannelMap { Item = item, Codec = codec, Point = point, Tensor = 0, Mse = errors, MaxError = [.. errors.Select(e => 4 * Math.Sqrt(e))], EntropyBits = bits };
    }

    private static MosaicPicture Picture(MosaicKind kind, string item, double rate, string codec)
    {
        const int Columns = 16;
        byte[] samples = new byte[Channels * Side * Side];
        for (int c = 0; c < Channels; c++)
        {
            for (int i = 0; i < Side * Side; i++)
            {
                (int y, int x) = (i / Side, i % Side);
                double angle = c * 0.7, value = Math.Max(0, Math.Sin((((x * Math.Cos(angle)) + (y * Math.Sin(angle))) * (0.2 + (c % 9 * 0.06))) + c) * Math.Exp(-Math.Pow((x - 14.0) / 12, 2)));
                double error = rate == 0 ? 0 : 0.18 * Math.Exp(-rate) * Math.Sin((x / 4 * 1.7) + (y / 4 * 2.9) + c);
                double grey = kind switch { MosaicKind.Before => value, MosaicKind.After => value + error, _ => Math.Abs(error) * 5 };
                samples[(((c / Columns * Side) + y) * Columns * Side) + (c % Columns * Side) + x] = (byte)(255 * Math.Clamp(grey, 0, 1));
            }
        }

        return new MosaicPicture
        {
            Item = item,
            Codec = codec,
            Tensor = 0,
            Kind = kind,
            Width = Columns * Side,
            Height = Channels / Columns * Side,
            Black = 0,
            White = kind == MosaicKind.Difference ? 1.2 : 6,
            Png = Convert.ToBase64String(PngFile.WriteGrey(samples, Columns * Side)),
        };
    }

    private sealed record Coder(string Name, string Title, CodecKind Kind, double Factor, double Speed, double[] Rates)
    {
        public bool IsBaseline { get; init; }

        public bool IsLossless { get; init; }

        public string PointName(int point) => Kind == CodecKind.Video ? $"qp{42 - (5 * point)}" : IsLossless ? $"{8 + (2 * point)}bit" : $"q{6 - point}";
    }
}
