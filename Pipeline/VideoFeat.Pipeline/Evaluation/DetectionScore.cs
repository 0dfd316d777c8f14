namespace VideoFeat.Evaluation;

/// <summary>
/// Collects, image by image, what a detector found and what is there. Detections are matched when they are added, so a report or a
/// bootstrap only counts. Not for several threads at once.
/// </summary>
public sealed class DetectionScore
{
    private readonly ClassMatches[] _classes;
    private int _images;

    /// <summary>An empty score.</summary>
    /// <param name="classes">Number of classes, 1 to 10000.</param>
    /// <exception cref="ArgumentException">The number of classes is out of range.</exception>
    public DetectionScore(int classes)
    {
        if (classes is < 1 or > 10_000)
        {
            throw new ArgumentException($"Classes is {classes}; it must be 1 to 10000.", nameof(classes));
        }

        _classes = [.. Enumerable.Range(0, classes).Select(_ => new ClassMatches())];
    }

    /// <summary>Adds one image. Of a class, the 100 detections of the highest scores count.</summary>
    /// <param name="detections">What the detector found, in any order.</param>
    /// <param name="objects">What is there.</param>
    /// <exception cref="ArgumentException">A class is out of range, a score is NaN, or a box is not finite or has its edges the wrong way round.</exception>
    public void Add(IReadOnlyList<Detection> detections, IReadOnlyList<LabelledBox> objects)
    {
        foreach (Detection detection in detections)
        {
            Check("Detection", detection.ClassIndex, detection.Box);
            if (double.IsNaN(detection.Score))
            {
                throw new ArgumentException("Detection has the score NaN.", nameof(detections));
            }
        }

        foreach (LabelledBox labelled in objects)
        {
            Check("Object", labelled.ClassIndex, labelled.Box);
        }

        ILookup<int, Detection> detectionsByClass = detections.ToLookup(d => d.ClassIndex);
        ILookup<int, BoundingBox> objectsByClass = objects.ToLookup(o => o.ClassIndex, o => o.Box);
        foreach (int c in detections.Select(d => d.ClassIndex).Union(objects.Select(o => o.ClassIndex)))
        {
            BoundingBox[] there = [.. objectsByClass[c]];
            _classes[c].Add(_images, DetectionMatcher.Match(_images, detectionsByClass[c], there), there.Length);
        }

        _images++;
    }

    /// <summary>The figures over all images added so far; more may be added afterwards.</summary>
    /// <exception cref="InvalidOperationException">No image was added.</exception>
    public DetectionReport Report()
    {
        RequireImages();
        int[] once = new int[_images];
        Array.Fill(once, 1);
        var classes = new List<ClassAveragePrecision>();
        Span<double> byThreshold = stackalloc double[IouThresholds.Count];
        for (int c = 0; c < _classes.Length; c++)
        {
            if (_classes[c].TryAveragePrecision(once, byThreshold))
            {
                classes.Add(new ClassAveragePrecision(c, _classes[c].Objects, byThreshold[IouThresholds.Half], Mean(byThreshold)));
            }
        }

        return new DetectionReport
        {
            Images = _images,
            Objects = classes.Sum(c => c.Objects),
            Map50 = classes.Count == 0 ? null : classes.Average(c => c.Ap50),
            Map5095 = classes.Count == 0 ? null : classes.Average(c => c.Ap5095),
            Classes = classes,
        };
    }

    /// <summary>This run minus <paramref name="reference"/>, which must hold the same images with the same objects in the same order.</summary>
    /// <param name="reference">The reference run (the uncut network).</param>
    /// <param name="bootstrap">How the intervals are drawn; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">No image was added.</exception>
    /// <exception cref="ArgumentException">The runs differ in images, classes or number of objects, or an option is out of range.</exception>
    public DetectionDifference Minus(DetectionScore reference, BootstrapOptions? bootstrap = null)
    {
        RequireImages();
        if (reference._images != _images || !reference._classes.Select(c => c.Objects).SequenceEqual(_classes.Select(c => c.Objects)))
        {
            throw new ArgumentException(
                $"The reference has {reference._images} images, {reference._classes.Length} classes and {reference._classes.Sum(c => c.Objects)} objects, "
                + $"this run {_images}, {_classes.Length} and {_classes.Sum(c => c.Objects)}; both must be of the same labelled images.",
                nameof(reference));
        }

        ConfidenceInterval[] intervals = PairedBootstrap.Intervals(_images, 2, Differences, bootstrap ?? new BootstrapOptions());
        return new DetectionDifference(intervals[0], intervals[1]);

        void Differences(ReadOnlySpan<int> weights, Span<double> values)
        {
            (double own50, double own5095) = MeanAveragePrecision(weights);
            (double reference50, double reference5095) = reference.MeanAveragePrecision(weights);
            values[0] = own50 - reference50;
            values[1] = own5095 - reference5095;
        }
    }

    /// <summary>Both figures where each image counts as often as it was drawn.</summary>
    internal (double Map50, double Map5095) MeanAveragePrecision(ReadOnlySpan<int> weights)
    {
        Span<double> byThreshold = stackalloc double[IouThresholds.Count];
        double sum50 = 0;
        double sum5095 = 0;
        int classes = 0;
        foreach (ClassMatches matches in _classes)
        {
            if (matches.TryAveragePrecision(weights, byThreshold))
            {
                sum50 += byThreshold[IouThresholds.Half];
                sum5095 += Mean(byThreshold);
                classes++;
            }
        }

        // 0 / 0 is NaN: a resample without any object has no mAP and is left out.
        return (sum50 / classes, sum5095 / classes);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private void Check(string what, int classIndex, BoundingBox box)
    {
        if ((uint)classIndex >= (uint)_classes.Length)
        {
            throw new ArgumentException($"{what} has the class {classIndex}; it must be 0 to {_classes.Length - 1}.");
        }

        if (!box.IsProper)
        {
            throw new ArgumentException($"{what} has a box from ({box.Left}, {box.Top}) to ({box.Right}, {box.Bottom}); it must be finite, with left <= right and top <= bottom.");
        }
    }

    private void RequireImages()
    {
        if (_images == 0)
        {
            throw new InvalidOperationException("No image was added to the detection score.");
        }
    }
}
