using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>From values to the quantizer that the options ask for. Keeps its histogram from set to set; one caller at a time.</summary>
internal sealed class QuantizerDesign(LightweightOptions options)
{
    private ValueHistogram? _histogram;

    /// <summary>The quantizer of one tensor's values.</summary>
    /// <param name="values">At least one, all finite.</param>
    /// <param name="moments">Their moments.</param>
    /// <param name="range">The clipping range, where it is given.</param>
    public LevelTable Of(ReadOnlySpan<float> values, in ValueMoments moments, ValueRange? range)
    {
        if (moments.Minimum == moments.Maximum)
        {
            return LevelTable.Even(new ValueRange(moments.Minimum, moments.Maximum), 1);
        }

        bool counted = false;
        range ??= Modelled(moments) ?? Searched(Counted(values, moments, ref counted), options.Activation.For(moments.Minimum, moments.Maximum), options.Levels);
        LevelTable even = LevelTable.Even(range.Value, options.Levels);
        if (options.Ecq is not double worth || even.Levels.Length == 1)
        {
            return even;
        }

        ValueHistogram histogram = Counted(values, moments, ref counted);
        double error = ClippingRange.Error(histogram, range.Value.Minimum, range.Value.Maximum, options.Levels);
        EntropyConstrainedDesign design = EntropyConstrainedDesign.Run(histogram, even.Levels, worth * error);
        return LevelTable.Of(design.Levels, design.Thresholds);
    }

    // By the model of the mean and variance, for the activations that it knows.
    private ValueRange? Modelled(in ValueMoments moments)
    {
        Activation activation = options.Activation.For(moments.Minimum, moments.Maximum);
        double? slope = activation.Kind switch
        {
            ActivationKind.Relu => 0,
            ActivationKind.LeakyRelu => activation.Slope,
            _ => null,
        };
        return slope is double s && AsymmetricLaplace.Fit(moments.Mean, moments.Variance, s) is AsymmetricLaplace model
            ? new ValueRange(0, (float)ClippingRange.BestMaximum(new ActivationModel(model, s), 0, options.Levels))
            : null;
    }

    private static ValueRange Searched(ValueHistogram values, Activation activation, int levels) =>
        activation.Kind is ActivationKind.Silu or ActivationKind.Linear || values.High <= 0
            ? ClippingRange.Best(values, levels)
            : new ValueRange(0, (float)ClippingRange.BestMaximum(values, 0, levels));

    private ValueHistogram Counted(ReadOnlySpan<float> values, in ValueMoments moments, ref bool counted)
    {
        _histogram ??= new ValueHistogram();
        if (!counted)
        {
            _histogram.Clear();
            _histogram.Add(values, moments);
            counted = true;
        }

        return _histogram;
    }
}
