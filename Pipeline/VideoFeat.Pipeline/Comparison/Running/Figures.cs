using VideoFeat.Comparison.Results;
using VideoFeat.Evaluation;

namespace VideoFeat.Comparison.Running;

/// <summary>From sums to the figures of the results.</summary>
internal static class Figures
{
    public static CodedSize Size(long total, long container, long description, long? wire, long elements) => new()
    {
        TotalBytes = total,
        ContainerBytes = container,
        DescriptionBytes = description,
        WireBytes = wire,
        BitsPerElement = 8.0 * total / elements,
        BitsPerElementFile = 8.0 * (total + container) / elements,
        BitsPerElementWire = 8.0 * wire / elements,
    };

    public static DistortionFigures Of(FeatureDistortion distortion) => new()
    {
        Mse = distortion.MeanSquaredError,
        Psnr = Finite(distortion.PsnrDecibels),
        Sqnr = Finite(distortion.SqnrDecibels),
        MaxError = distortion.MaxAbsoluteError,
        Cosine = distortion.CosineSimilarity,
    };

    /// <summary>Bytes of float32 elements a second; 0 where no time passed.</summary>
    public static double Rate(long elements, double seconds) => seconds > 0 ? 4.0 * elements / seconds : 0;

    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
