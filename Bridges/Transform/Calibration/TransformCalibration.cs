using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>
/// Makes the transform of a profile from some feature sets: everything is fitted to three of four, and decided on the fourth, or on all where what is fitted is little beside what is there. Deterministic: the same sets give the
/// same bytes on one machine.
/// </summary>
public sealed class TransformCalibration
{
    private const int MostChecked = 16;

    /// <summary>Qualities at which restorations are fitted: half an octave apart, steps of 0.5 to 5.7 standard deviations. Three quarters of an octave apart, MobileNetV1
    /// diverged by 4 to 20 % more where no anchor was near.</summary>
    private static readonly int[] Anchors = [-16, -8, 0, 8, 16, 24, 32, 40];

    private static readonly int[] BlockSizes = [1, 2, 4, 6, 7, 8, 10, 13, 14, 16];

    // What the mean spreads promise of larger blocks, edges and objects take away: on YOLOX's pyramid 16 promised 4 % less than 8 and took 4 % more.
    private const int UsualSize = 8;
    private const double LargeSizeCost = 1.08;

    // At these qualities candidates are compared: one is the other's noise. Two where sets are large, since that is most of calibration's time.
    private static readonly int[] Qualities = [4, 8, 12, 16, 20];
    private const long FewElements = 1 << 20;

    private static readonly double[] MetricExponents = [0, 0.5, 1];
    private static readonly double[] Exponents = [0.4, 0.7, 1.0];

    // Octaves of bits (3.5 %) that more trust in the sensitivities must save: on 64 images of ResNet-20 the bits of one power after another go up and down by about that
    // (bench transform prints them).
    private const double WorthIt = 0.05;
    private static readonly int[] GroupSizes = [1, 4, 12, 32, 96];

    // What a clipped end holds at least of all values.
    private const double ClippedShare = 0.003;

    private readonly CalibrationOptions _options;
    private readonly TensorSpec[] _tensors;
    private readonly ChannelStatistics[] _statistics;
    private readonly float[][][] _fit;
    private readonly Trial _trial;
    private readonly Trial _probes;
    private readonly int[] _qualities;

    private TransformCalibration(IReadOnlyList<FeatureSet> sets, CalibrationOptions options)
    {
        _options = options;
        _tensors = [.. sets[0].Select(t => t.Spec.SingleSet)];
        FeatureSet[] fit = [.. sets.Where((_, i) => i % 4 != 3)];
        bool plenty = _tensors.All(t => Plenty(t, sets.Count)) && sets.Sum(s => s.Elements) <= FewElements;
        FeatureSet[] check = plenty ? [.. sets] : [.. sets.Where((_, i) => i % 4 == 3).Take(MostChecked)];
        _fit = [.. _tensors.Select((spec, t) => fit.Select(s => Values(s[t], spec)).ToArray())];
        _statistics = [.. _tensors.Select((spec, t) => new ChannelStatistics(_fit[t], ChannelGeometry.Of(spec).Channels))];
        for (int t = 0; t < _tensors.Length; t++)
        {
            Array.ForEach(_fit[t], v => Subtract(v, _statistics[t].Mean));
        }

        _qualities = check.Sum(s => s.Elements) <= FewElements ? Qualities : [Qualities[0], Qualities[^1]];
        double[] variances = [.. _statistics.Select(s => s.Deviation * s.Deviation)];
        _trial = new Trial(check, variances, options.Back);
        _probes = new Trial([.. fit.Take(ChannelMetric.MostSets)], variances, options.Back);
    }

    // So many places for each channel's pair with another that a basis fitted to them says the same of others.
    private static bool Plenty(TensorSpec tensor, int sets)
    {
        ChannelGeometry geometry = ChannelGeometry.Of(tensor);
        return (long)sets * geometry.ChannelElements >= 64L * geometry.Channels;
    }

    private bool Has(CalibrationParts part) => (_options.Without & part) == 0;

    /// <summary>The chunk of a profile for feature sets like these.</summary>
    /// <param name="sets">Sets of one kind, a batch of one each, 4 or more; 16 to 64 are good. Lent.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">Too few sets, sets of several kinds, or options out of range.</exception>
    public static ProfileChunk Run(IReadOnlyList<FeatureSet> sets, CalibrationOptions options) =>
        new(TransformSet.Tag, TransformChunk.Write(Transforms(sets, options)));

    /// <inheritdoc cref="Run"/>
    internal static TransformSet Transforms(IReadOnlyList<FeatureSet> sets, CalibrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(options);
        if (sets.Count < CalibrationOptions.FewestSets)
        {
            throw new ArgumentException($"{sets.Count} feature sets; calibration takes {CalibrationOptions.FewestSets} or more, and 16 to 64 are good.", nameof(sets));
        }

        if (options.BlockSize is < 0 or > BlockGrid.LargestSize)
        {
            throw new ArgumentException($"BlockSize is {options.BlockSize}; it must be 1..{BlockGrid.LargestSize}, or 0 to choose.", nameof(options));
        }

        foreach (FeatureSet set in sets)
        {
            SetMatch.Require(set, [.. sets[0].Select(t => t.Spec.SingleSet)]);
        }

        return new TransformCalibration(sets, options).Make();
    }

    private TransformSet Make()
    {
        TransformSet set = _options.Back is null ? Plain(null, Has(CalibrationParts.Klt) ? 0 : null) : Judged();
        Say("restorations");
        set = new RestorationChoice(_trial, _tensors, _options.Without).Of(set, _fit, Anchors, Say);
        if (Has(CalibrationParts.State))
        {
            Say("the model's state");
            set = set with { State = State(set) };
        }

        return set;
    }

    // Bases by how much the back half's metric counts, and none, each with steps weighted by what matters behind it. They are compared with what each restores: filters and tables
    // know one channel each and repair less of what is mixed (on ResNet-20's first layer a KLT that saved 2 % without them took 14 % more with them).
    private TransformSet Judged()
    {
        double[][,]? metrics = null;
        if (Has(CalibrationParts.Klt) && Has(CalibrationParts.Metric))
        {
            Say("what matters behind the cut, channels");
            metrics = new ChannelMetric(_probes, _tensors, [.. _statistics.Select(s => s.Deviation)]).Measure();
        }

        int middle = Qualities[Qualities.Length / 2];
        var restorations = new RestorationChoice(_trial, _tensors, _options.Without);
        TransformSet? best = null;
        double least = double.PositiveInfinity, distortion = 0, restored = 0;
        double?[] exponents = !Has(CalibrationParts.Klt) ? [null] : metrics is null ? [0, null] : [.. MetricExponents, null];
        foreach (double? exponent in exponents)
        {
            TransformSet plain = Plain(metrics, exponent);
            distortion = distortion > 0 ? distortion : _trial.Run(plain, middle).Distortion;
            TransformSet candidate = Weighted(plain, distortion);
            if (exponents.Length == 1)
            {
                return candidate;
            }

            TransformSet whole = restorations.Of(candidate, _fit, [middle], _ => { });
            restored = restored > 0 ? restored : _trial.Run(whole, middle).Distortion;
            double bits = _trial.LogBits(whole, _qualities, restored);
            Say($"  {(exponent is null ? "channels as they are" : $"metric to the power {exponent}")}: 2^{bits:F3} bits against 2^{least:F3}");
            if (best is null || bits < least)
            {
                (least, best) = (bits, candidate);
            }
        }

        return best!;
    }

    private TransformSet Plain(double[][,]? metrics, double? exponent)
    {
        var tensors = new TensorTransform[_tensors.Length];
        for (int t = 0; t < tensors.Length; t++)
        {
            Say($"components of {(_tensors[t].Name.Length == 0 ? "the tensor" : _tensors[t].Name)}");
            tensors[t] = Basis(t, metrics?[t], exponent);
        }

        return new TransformSet { Tensors = Shrunk(tensors) };
    }

    private TensorTransform Basis(int t, double[,]? metric, double? exponent)
    {
        ChannelStatistics statistics = _statistics[t];
        ChannelBasis basis = exponent is double power ? KarhunenLoeve.Basis(statistics.Covariance, metric, power) : KarhunenLoeve.Channels(statistics.Covariance);
        int components = basis.Components;
        int[] ends = [.. GroupSizes.Where(g => g < components), components];
        (float low, float high, byte clipped) = Range(t);
        short step = (short)Octaves.Nearest(statistics.Deviation);
        var transform = new TensorTransform
        {
            BlockSize = 1,
            Mean = statistics.Mean,
            Basis = basis,
            Low = low,
            High = high,
            Clipped = Has(CalibrationParts.Completion) ? clipped : (byte)0,
            GroupEnds = ends,
            Step = [.. Enumerable.Repeat(step, ends.Length * FrequencyClass.Pairs)],
            Spread = [],
            Shrink = [.. Enumerable.Repeat((byte)13, 2 * TensorTransform.RatioClasses)],
        };
        int[] sizes = _options.BlockSize > 0 ? [_options.BlockSize] : Has(CalibrationParts.Blocks) ? BlockSizes : [1];
        TensorTransform? best = null;
        double least = double.PositiveInfinity;
        foreach (int size in sizes)
        {
            TensorTransform candidate = transform with { BlockSize = size };
            var codec = new TensorCodec(candidate, _tensors[t]);
            double[] squares = SpreadMeter.Squares(codec, [.. _fit[t].Take(8)]);
            double rate = SpreadMeter.Rate(codec, squares, statistics.Deviation * 1.5) * (size > UsualSize ? LargeSizeCost : 1);
            Say($"  {components} components, blocks of {size}: {rate:F3} bits an element promised");
            if (rate < least)
            {
                (least, best) = (rate, candidate);
            }
        }

        var chosen = new TensorCodec(best!, _tensors[t]);
        return best! with { Spread = SpreadMeter.Exponents(SpreadMeter.Squares(chosen, _fit[t]), statistics.Deviation) };
    }

    // What no value may leave: an end that many values stand at exactly, else the ends seen and some room.
    private (float Low, float High, byte Clipped) Range(int t)
    {
        (float low, float high) = (_statistics[t].Least, _statistics[t].Most);
        long atLow = 0, atHigh = 0, all = 0;
        int length = ChannelGeometry.Of(_tensors[t]).ChannelElements;
        foreach (float[] values in _fit[t])
        {
            for (int i = 0; i < values.Length; i++)
            {
                float mean = _statistics[t].Mean[i / length];
                atLow += values[i] <= low - mean ? 1 : 0;
                atHigh += values[i] >= high - mean ? 1 : 0;
            }

            all += values.Length;
        }

        bool clippedLow = atLow > all * ClippedShare;
        bool clippedHigh = atHigh > 8 && atHigh > all * ClippedShare / 100;
        float room = high - low;
        return (clippedLow ? low : low - (0.02f * room), clippedHigh ? high : high + (0.5f * room), (byte)((clippedLow ? 1 : 0) | (clippedHigh ? 2 : 0)));
    }

    private TensorTransform[] Shrunk(IReadOnlyList<TensorTransform> tensors) =>
        [.. tensors.Select((transform, t) => transform with { Shrink = ShrinkMeter.Measure(new TensorCodec(transform, _tensors[t]), _fit[t]) })];

    // With the exponent of the weights that codes best at a distortion.
    private TransformSet Weighted(TransformSet set, double distortion)
    {
        if (!Has(CalibrationParts.Weights))
        {
            return set;
        }

        TransformSet best = set;
        double least = _trial.LogBits(set, _qualities, distortion);
        double[][] sensitivities = new Sensitivity(_trial, set).Measure();
        double[][] counts = [.. set.Tensors.Select((transform, t) => Counts(new TensorCodec(transform, _tensors[t])))];
        foreach (double exponent in Exponents)
        {
            var candidate = new TransformSet { Tensors = Shrunk(StepWeights.Apply(set.Tensors, sensitivities, counts, exponent)) };
            double bits = _trial.LogBits(candidate, _qualities, distortion);
            Say($"  weights to the power {exponent}: 2^{bits:F3} bits against 2^{least:F3}");
            if (bits < least - WorthIt)
            {
                (least, best) = (bits, candidate);
            }
        }

        return best;
    }

    // Coefficients that carry bits, by group and band.
    private static double[] Counts(TensorCodec codec)
    {
        TensorTransform transform = codec.Transform;
        var counts = new double[transform.GroupEnds.Length * Sensitivity.Bands];
        foreach (BlockRun run in BlockRun.All(codec.Grid))
        {
            for (int u = 0; u < run.Length; u++)
            {
                int pair = run.Class(u);
                int band = Sensitivity.Band(FrequencyClass.Diagonal(pair));
                for (int k = 0; k < transform.Components; k++)
                {
                    double ratio = (transform.Spread[(k * FrequencyClass.Pairs) + pair] - transform.Step[0]) / 8.0;
                    counts[(transform.GroupOf(k) * Sensitivity.Bands) + band] += 0.5 * Math.Log2(1 + (4 * Math.Pow(2, ratio)));
                }
            }
        }

        return counts;
    }

    private ModelState State(TransformSet set)
    {
        var model = new CoefficientModel(MixerWidths.Best, null);
        TensorCodec[] codecs = _trial.Codecs(set);
        foreach (int quality in new[] { 0, 28, 14 })
        {
            for (int s = 0; s < _fit[0].Length; s++)
            {
                for (int t = 0; t < codecs.Length; t++)
                {
                    short[] levels = SetCodec.Levels(codecs[t], _fit[t][s], quality);
                    var coder = new RangeEncoder(levels.Length / 8);
                    model.Code(ref coder, codecs[t].Grid, new CoefficientSteps(codecs[t].Transform, quality), levels, default, 0);
                }
            }
        }

        return ModelState.Of(model);
    }

    private static float[] Values(FeatureTensor tensor, TensorSpec spec)
    {
        ChannelGeometry geometry = ChannelGeometry.Of(spec);
        var codec = new TensorCodec(Plain(geometry.Channels), spec);
        var values = new float[geometry.Elements];
        codec.Read(tensor, 0, values);
        return values;
    }

    // Takes nothing off and changes nothing: reads values as they are.
    internal static TensorTransform Plain(int channels) => new()
    {
        BlockSize = 1,
        Mean = new float[channels],
        Basis = new ChannelBasis(channels, new short[channels], [1]),
        Low = 0,
        High = 0,
        Clipped = 0,
        GroupEnds = [1],
        Step = new short[FrequencyClass.Pairs],
        Spread = new short[FrequencyClass.Pairs],
        Shrink = new byte[2 * TensorTransform.RatioClasses],
    };

    private static void Subtract(float[] values, float[] means)
    {
        int length = values.Length / means.Length;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] -= means[i / length];
        }
    }

    private void Say(string what) => _options.Progress?.Invoke(what);
}
