using VideoFeat.Comparison.Results;

namespace VideoFeat.Tests.Comparison;

/// <summary>A small comparison made by hand: two items, two coders with four and five points, one that is absent, one failed cell.</summary>
internal static class SampleResults
{
    private static readonly int[] Qps = [10, 20, 30, 40];

    public static ComparisonResults Make()
    {
        (string Codec, string Point, double Rate, double Psnr, double Accuracy)[] rows =
        [
            .. Qps.Select((qp, i) => ("hevc-intra", $"qp{qp}", 3.2 / (1 << i), 58.0 - (7 * i), 85.2 - (0.4 * i * i))),
            .. Qps.Select((qp, i) => ("klt", $"q{1 << i}", 2.6 / (1 << i), 57.5 - (6.5 * i), 85.3 - (0.3 * i * i))),
        ];
        return new ComparisonResults
        {
            Title = "Sample",
            Finished = "2026-11-22T12:00:00Z",
            Machine = new MachineFacts("Linux 6.1", "X64", "A processor", 2, 8L << 30, ".NET 10.0.0"),
            Versions = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["videofeat"] = "1.0.0", ["libavcodec"] = "59.37.100" },
            Plan = new PlanFacts(new string('a', 64), "{}", "videofeat compare plan.yaml -o out/", 1, 1),
            Network = new NetworkFacts
            {
                Model = "mobilenet.onnx",
                Sha256 = new string('b', 64),
                Cut = ["conv_pw_5_relu6"],
                Recipe = "imagenet-tf",
                Task = "classifier",
                LabelledItems = 2,
                Reference = [new MeasuredValue { Name = MeasureNames.Top1, Unit = "%", Value = 85.2 }],
            },
            Items = [Item("a.jpg"), Item("b.jpg")],
            Codecs =
            [
                Codec("hevc-intra", "HEVC-Intra by x265, -tune psnr", CodecKind.Video, true, [.. Qps.Select(qp => new ComparedPoint($"qp{qp}", [$"qp={qp}"]))]),
                Codec("klt", "Calibrated transform", CodecKind.VideoFeat, false, [.. Qps.Select((_, i) => new ComparedPoint($"q{1 << i}", [$"step-scale={1 << i}"]))]),
                Codec("av1", "AV1 by libaom", CodecKind.Video, false, []) with { Absent = "libavcodec has no encoder libaom-av1." },
            ],
            Cells =
            [
                .. from row in rows from item in new[] { "a.jpg", "b.jpg" } select Cell(item, row.Codec, row.Point, row.Rate * (item == "a.jpg" ? 0.9 : 1.1), row.Psnr),
            ],
            Pooled = [.. rows.Select(Pooled)],
            Curves =
            [
                .. from quality in new[] { MeasureNames.Psnr, MeasureNames.Top1 }
                   from codec in new[] { "hevc-intra", "klt" }
                   select new QualityCurve(codec, quality, quality == MeasureNames.Psnr ? "dB" : "%",
                       [.. rows.Where(r => r.Codec == codec).OrderBy(r => r.Rate)
                           .Select(r => new CurvePoint(r.Point, r.Rate, quality == MeasureNames.Psnr ? r.Psnr : r.Accuracy, new ValueInterval(0.9 * r.Rate, 1.1 * r.Rate)))]),
            ],
            Bd =
            [
                new BdRow { Baseline = "hevc-intra", Codec = "klt", Quality = MeasureNames.Psnr, RatePchip = -20.5, RateAkima = -20.4, RateCubic = -20.7, QualityPchip = 1.5, QualityAkima = 1.5, QualityCubic = 1.6, Overlap = new ValueInterval(38, 57.5), RateInterval = new ValueInterval(-23.1, -17.9) },
                new BdRow { Baseline = "klt", Codec = "hevc-intra", Quality = MeasureNames.Psnr, RatePchip = 25.8, Overlap = new ValueInterval(38, 57.5), Warnings = ["a warning"], NoInterval = "no interval: there is one item" },
                new BdRow { Baseline = "hevc-intra", Codec = "klt", Quality = MeasureNames.Top1, Refused = "the curves do not overlap: 84 to 85 % and 82 to 83 %" },
            ],
            Channels = [new ChannelMap { Item = "a.jpg", Codec = "klt", Point = "q4", Tensor = 0, Mse = [0.1, 0.2], MaxError = [1, 1.5], EntropyBits = [1.5, 2] }],
            Pictures =
            [
                Picture(MosaicKind.Before), Picture(MosaicKind.After) with { Codec = "klt", Point = "q4" }, Picture(MosaicKind.Difference) with { Codec = "klt", Point = "q4" },
            ],
        };
    }

    private static ComparedItem Item(string id) => new()
    {
        Id = id,
        Sha256 = new string('c', 64),
        Sets = 1,
        Tensors = [new ItemTensor("conv_pw_5_relu6", [2, 28, 28])],
        Elements = 1568,
        Minimum = 0,
        Maximum = 6,
        Labelled = true,
    };

    private static ComparedCodec Codec(string name, string title, CodecKind kind, bool baseline, ComparedPoint[] points) =>
        new() { Name = name, Title = title, Kind = kind, Baseline = baseline, Points = points, Software = points.Length == 0 ? "" : "libx265 3.5" };

    private static ComparisonCell Cell(string item, string codec, string point, double rate, double psnr) => item == "b.jpg" && point == "qp40"
        ? new ComparisonCell { Item = item, Codec = codec, Point = point, State = CellState.Failed, Reason = "the encoder gave no packet", Key = new string('d', 64) }
        : new ComparisonCell
        {
            Item = item,
            Codec = codec,
            Point = point,
            State = CellState.Ok,
            Key = new string('d', 64),
            CommandLine = $"videofeat encode {item} -o a.hevc",
            Size = Size(rate, 1568),
            Distortion = Distortion(psnr),
            Cost = Cost,
            Task = new TaskOutcome { Agreeing = 1, Comparable = 1, Divergence = 0.01, Rank = 0, ReferenceRank = 0 },
        };

    private static PooledRow Pooled((string Codec, string Point, double Rate, double Psnr, double Accuracy) row) => new()
    {
        Codec = row.Codec,
        Point = row.Point,
        Items = row.Point == "qp40" ? 1 : 2,
        Failed = row.Point == "qp40" ? 1 : 0,
        Size = Size(row.Rate, 3136),
        Distortion = Distortion(row.Psnr),
        Cost = Cost,
        BitsPerElementInterval = new ValueInterval(0.9 * row.Rate, 1.1 * row.Rate),
        Measures =
        [
            new MeasuredValue { Name = MeasureNames.Top1, Unit = "%", Value = row.Accuracy },
            new MeasuredValue { Name = MeasureNames.Difference, Unit = "points", Value = row.Accuracy - 85.2, Interval = new ValueInterval(row.Accuracy - 86.2, row.Accuracy - 84.2) },
            new MeasuredValue { Name = MeasureNames.Agreement, Unit = "%", Value = row.Accuracy + 10 },
            new MeasuredValue { Name = MeasureNames.Divergence, Unit = "nats", Value = (90 - row.Accuracy) / 100 },
        ],
    };

    private static CodedSize Size(double rate, int elements) => new()
    {
        TotalBytes = (long)(rate * elements / 8),
        ContainerBytes = 0,
        DescriptionBytes = 40,
        WireBytes = (long)(rate * elements / 8) + 40,
        BitsPerElement = rate,
        BitsPerElementFile = rate,
        BitsPerElementWire = rate + (320.0 / elements),
    };

    private static DistortionFigures Distortion(double psnr) => new() { Mse = 36 / Math.Pow(10, psnr / 10), Psnr = psnr, Sqnr = psnr - 12, MaxError = 0.5, Cosine = 0.999 };

    private static CostFigures Cost => new() { EncodeSeconds = 0.01, DecodeSeconds = 0.02, EncodeMegabytesPerSecond = 60, DecodeMegabytesPerSecond = 30, PeakMemoryBytes = 90_000_000, AtATime = 1 };

    private static MosaicPicture Picture(MosaicKind kind) => new()
    {
        Item = "a.jpg",
        Tensor = 0,
        Kind = kind,
        Width = 1,
        Height = 1,
        Black = 0,
        White = 6,
        Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
    };
}
