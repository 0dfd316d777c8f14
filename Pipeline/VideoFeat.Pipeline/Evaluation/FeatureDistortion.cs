namespace VideoFeat.Evaluation;

/// <summary>
/// How far restored tensors are from their sources. Kept as sums, so that those of several tensors or of a whole run can be pooled with
/// <see cref="Pool"/> exactly as if their elements stood in one tensor. Padding is no element and must not be in the spans.
/// </summary>
public readonly record struct FeatureDistortion
{
    private readonly double _errorEnergy;
    private readonly double _sourceEnergy;
    private readonly double _restoredEnergy;
    private readonly double _product;

    private FeatureDistortion(
        long elements, double sourceMin, double sourceMax, double maxError, double errorEnergy, double sourceEnergy, double restoredEnergy, double product)
    {
        Elements = elements;
        SourceMin = sourceMin;
        SourceMax = sourceMax;
        MaxAbsoluteError = maxError;
        _errorEnergy = errorEnergy;
        _sourceEnergy = sourceEnergy;
        _restoredEnergy = restoredEnergy;
        _product = product;
    }

    /// <summary>Number of elements compared, N.</summary>
    public long Elements { get; }

    /// <summary>The least source element, m.</summary>
    public double SourceMin { get; }

    /// <summary>The largest source element, M.</summary>
    public double SourceMax { get; }

    /// <summary>The largest |x - x'|, in units of the element.</summary>
    public double MaxAbsoluteError { get; }

    /// <summary>Mean of (x - x')^2, in squared units of the element.</summary>
    public double MeanSquaredError => _errorEnergy / Elements;

    /// <summary>Feature PSNR = 10 log10((M - m)^2 / MSE) in dB; +infinity if all elements are equal, -infinity if only a constant source is wrong.</summary>
    public double PsnrDecibels => Decibels((SourceMax - SourceMin) * (SourceMax - SourceMin), MeanSquaredError);

    /// <summary>SQNR = 10 log10(sum x^2 / sum (x - x')^2) in dB; +infinity if all elements are equal, -infinity if only a source of zeros is wrong.</summary>
    public double SqnrDecibels => Decibels(_sourceEnergy, _errorEnergy);

    /// <summary>Cosine of the angle between source and restored, -1..1; 1 if both are all zeros, 0 if only one is.</summary>
    public double CosineSimilarity => (_sourceEnergy, _restoredEnergy) switch
    {
        (0, 0) => 1,
        (0, _) or (_, 0) => 0,
        _ => Math.Clamp(_product / (Math.Sqrt(_sourceEnergy) * Math.Sqrt(_restoredEnergy)), -1, 1),
    };

    /// <summary>Compares element by element, in double precision.</summary>
    /// <param name="source">The original elements, x.</param>
    /// <param name="restored">The elements that came back, x', in the same order.</param>
    /// <exception cref="ArgumentException">The lengths differ or are 0, or an element is NaN or infinite.</exception>
    public static FeatureDistortion Measure(ReadOnlySpan<float> source, ReadOnlySpan<float> restored)
    {
        if (source.IsEmpty || source.Length != restored.Length)
        {
            throw new ArgumentException($"Source has {source.Length} elements and restored {restored.Length}; both must have the same number, at least 1.");
        }

        double least = source[0];
        double largest = source[0];
        double maxError = 0;
        double errorEnergy = 0;
        double sourceEnergy = 0;
        double restoredEnergy = 0;
        double product = 0;
        for (int i = 0; i < source.Length; i++)
        {
            double x = source[i];
            double y = restored[i];
            double error = x - y;
            errorEnergy += error * error;
            sourceEnergy += x * x;
            restoredEnergy += y * y;
            product += x * y;
            double size = Math.Abs(error);

            // Plain comparisons: with Math.Max and Math.Min, which also order NaN and -0, an element took 5.5 ns in place of 3.1.
            maxError = size > maxError ? size : maxError;
            least = x < least ? x : least;
            largest = x > largest ? x : largest;
        }

        // Squares of finite floats cannot overflow a double's sum, so an energy that is not finite means a bad element.
        if (!double.IsFinite(sourceEnergy))
        {
            throw NotFinite(source, "Source");
        }

        if (!double.IsFinite(restoredEnergy))
        {
            throw NotFinite(restored, "Restored");
        }

        return new FeatureDistortion(source.Length, least, largest, maxError, errorEnergy, sourceEnergy, restoredEnergy, product);
    }

    /// <summary>The distortion of the elements of both together; the range M - m is that of all sources.</summary>
    public static FeatureDistortion Pool(FeatureDistortion left, FeatureDistortion right)
    {
        // default has no elements and adds nothing, so it can start a sum.
        if (left.Elements == 0 || right.Elements == 0)
        {
            return left.Elements == 0 ? right : left;
        }

        return new FeatureDistortion(
            left.Elements + right.Elements,
            Math.Min(left.SourceMin, right.SourceMin),
            Math.Max(left.SourceMax, right.SourceMax),
            Math.Max(left.MaxAbsoluteError, right.MaxAbsoluteError),
            left._errorEnergy + right._errorEnergy,
            left._sourceEnergy + right._sourceEnergy,
            left._restoredEnergy + right._restoredEnergy,
            left._product + right._product);
    }

    /// <summary>What <see cref="FromSums"/> takes, to keep a measurement in a file.</summary>
    internal double[] Sums => [Elements, SourceMin, SourceMax, MaxAbsoluteError, _errorEnergy, _sourceEnergy, _restoredEnergy, _product];

    /// <summary>The measurement whose <see cref="Sums"/> these are.</summary>
    internal static FeatureDistortion FromSums(IReadOnlyList<double> sums) =>
        new((long)sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]);

    private static double Decibels(double signal, double error) =>
        error == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / error);

    private static ArgumentException NotFinite(ReadOnlySpan<float> values, string name)
    {
        int index = 0;
        while (float.IsFinite(values[index]))
        {
            index++;
        }

        return new ArgumentException($"{name} element {index} is {values[index]}; distortion is defined for finite elements only.");
    }
}
