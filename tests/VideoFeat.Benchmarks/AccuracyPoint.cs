using VideoFeat.Bridges;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Evaluation;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks;

/// <summary>One way of coding over all test images of a network: for each image its bits, and how the answers changed.</summary>
internal sealed class AccuracyPoint
{
    private AccuracyPoint(string name, int images)
    {
        Name = name;
        Coded = new double[images];
        Carried = new double[images];
        Divergence = new double[images];
        Agreeing = new double[images];
        Comparable = new double[images];
        Gained = new double[images];
    }

    public string Name { get; }

    /// <summary>Bits of what the coder wrote: slices of a picture, or the payload in the SEI.</summary>
    public double[] Coded { get; }

    /// <summary>Bits of the whole access units: headers, parameter sets, carrier picture.</summary>
    public double[] Carried { get; }

    /// <summary>KL of the outputs: of a classifier's softmax; of a detector's scores, cell by cell and class by class, added up.</summary>
    public double[] Divergence { get; }

    /// <summary>Answers that the untouched network gives too, of <see cref="Comparable"/>.</summary>
    public double[] Agreeing { get; }

    /// <summary>Answers that could agree: 1 an image, or the sure detections of both.</summary>
    public double[] Comparable { get; }

    /// <summary>Right answers won (1) or lost (-1); all 0 for detectors.</summary>
    public double[] Gained { get; }

    /// <summary>Points of accuracy lost, each image as often as it is drawn: top-1, or mAP50-95.</summary>
    public Func<ReadOnlySpan<int>, double> DropOf { get; private set; } = _ => 0;

    /// <summary>Points of accuracy lost.</summary>
    public double Drop => DropOf([.. Enumerable.Repeat(1, Coded.Length)]);

    public double Agreement => 100 * Agreeing.Sum() / Comparable.Sum();

    /// <summary>Codes and decodes every test image, intra.</summary>
    public static AccuracyPoint Measure(string name, AccuracyNetwork network, CodecOptions options)
    {
        var score = new DetectionSides(network);
        var point = new AccuracyPoint(name, network.Test.Count);
        point.DropOf = network.Detects ? score.Drop : point.TopDrop;
        ProfileLibrary profiles = new();
        if (options.Profile is Profile profile)
        {
            profiles.Add(profile);
        }

        using FeatureEncoder encoder = FeatureEncoder.Open([.. network.Test[0].Features.Select(t => t.Spec)], options);
        using FeatureDecoder decoder = FeatureDecoder.Open(null, profiles);
        for (int i = 0; i < network.Test.Count; i++)
        {
            AccuracyItem item = network.Test[i];
            using CodedFeature coded = encoder.Encode(item.Features, forceKey: true);
            point.Carried[i] = coded.Bits;
            point.Coded[i] = coded.Units.Sum(u => 8.0 * AccessUnitBody.Bytes(u.Data.Span));
            using DecodedFeature decoded = decoder.Decode(coded).Single();
            if (decoded.State != FeatureState.Intact)
            {
                throw new InvalidOperationException($"{name}: a set came back {decoded.State}: {decoded.Reason}");
            }

            float[] answer = network.Back(decoded.Set!)[0].Values;
            if (network.Detects)
            {
                score.Add(point, i, item, answer);
            }
            else
            {
                point.Divergence[i] = Logits.KullbackLeibler(item.Reference, answer);
                int expected = Logits.Winner(item.Reference), found = Logits.Winner(answer);
                (point.Agreeing[i], point.Comparable[i]) = (expected == found ? 1 : 0, 1);
                point.Gained[i] = (found == item.Image.Label ? 1 : 0) - (expected == item.Image.Label ? 1 : 0);
            }
        }

        return point;
    }

    /// <summary>The same answers at the bits of another coder of the same codes.</summary>
    public AccuracyPoint Recoded(string name, AccuracyNetwork network, CodecOptions options)
    {
        var point = new AccuracyPoint(name, Coded.Length) { DropOf = DropOf };
        foreach ((double[] from, double[] to) in new[] { (Divergence, point.Divergence), (Agreeing, point.Agreeing), (Comparable, point.Comparable), (Gained, point.Gained) })
        {
            from.CopyTo(to, 0);
        }

        using FeatureEncoder encoder = FeatureEncoder.Open([.. network.Test[0].Features.Select(t => t.Spec)], options);
        for (int i = 0; i < Coded.Length; i++)
        {
            using CodedFeature coded = encoder.Encode(network.Test[i].Features, forceKey: true);
            point.Carried[i] = coded.Bits;
            point.Coded[i] = coded.Units.Sum(u => 8.0 * AccessUnitBody.Bytes(u.Data.Span));
        }

        return point;
    }

    private double TopDrop(ReadOnlySpan<int> weights)
    {
        double lost = 0;
        long count = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            lost -= weights[i] * Gained[i];
            count += weights[i];
        }

        return 100 * lost / count;
    }

    private sealed class DetectionSides(AccuracyNetwork network)
    {
        private const double Least = 1e-4;

        private readonly YoloxHead? _head = network.Detects ? new YoloxHead(network.Detector) : null;
        private readonly DetectionScore? _found = network.Detects ? new DetectionScore(network.Detector.Classes) : null;
        private readonly DetectionScore? _expected = network.Detects ? new DetectionScore(network.Detector.Classes) : null;

        public void Add(AccuracyPoint point, int i, AccuracyItem item, float[] answer)
        {
            var letterbox = new Letterbox(item.Image.Picture.Width, item.Image.Picture.Height, network.Detector.InputWidth, network.Detector.InputHeight);
            IReadOnlyList<Detection> found = _head!.Decode(answer, letterbox);
            IReadOnlyList<Detection> expected = _head.Decode(item.Reference, letterbox);
            var agreement = new DetectionAgreement();
            agreement.Add(found, expected);
            DetectionAgreementReport report = agreement.Report();
            point.Agreeing[i] = report.Matched + report.Detections - report.Unmatched;
            point.Comparable[i] = report.ReferenceDetections + report.Detections;
            _found!.Add(found, item.Image.Objects!);
            _expected!.Add(expected, item.Image.Objects!);
            double sum = 0;
            int row = 5 + network.Detector.Classes;
            for (int r = 0; r < answer.Length; r += row)
            {
                for (int c = 5; c < row; c++)
                {
                    double p = Math.Clamp((double)item.Reference[r + 4] * item.Reference[r + c], Least, 1 - Least);
                    double q = Math.Clamp((double)answer[r + 4] * answer[r + c], Least, 1 - Least);
                    sum += (p * Math.Log(p / q)) + ((1 - p) * Math.Log((1 - p) / (1 - q)));
                }
            }

            point.Divergence[i] = sum;
        }

        public double Drop(ReadOnlySpan<int> weights) => 100 * (_expected!.MeanAveragePrecision(weights).Map5095 - _found!.MeanAveragePrecision(weights).Map5095);
    }
}
