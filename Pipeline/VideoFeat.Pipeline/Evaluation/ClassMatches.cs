namespace VideoFeat.Evaluation;

/// <summary>All matched detections and objects of one class: enough to compute its average precision under any weights of the images.</summary>
internal sealed class ClassMatches
{
    private readonly List<MatchedDetection> _detections = [];
    private readonly List<(int Image, int Count)> _objects = [];
    private bool _sorted;

    /// <summary>Objects of the class in all images.</summary>
    internal int Objects { get; private set; }

    /// <summary>Adds the class's share of an image; images come in rising order.</summary>
    internal void Add(int image, IEnumerable<MatchedDetection> detections, int objects)
    {
        _detections.AddRange(detections);
        _sorted = false;
        if (objects > 0)
        {
            _objects.Add((image, objects));
            Objects += objects;
        }
    }

    /// <summary>Average precision at each of <see cref="IouThresholds"/>; false if the weighted images show no object of the class.</summary>
    internal bool TryAveragePrecision(ReadOnlySpan<int> weights, Span<double> byThreshold)
    {
        long objects = 0;
        foreach ((int image, int count) in _objects)
        {
            objects += (long)weights[image] * count;
        }

        if (objects == 0)
        {
            return false;
        }

        Sort();
        for (int t = 0; t < IouThresholds.Count; t++)
        {
            byThreshold[t] = AveragePrecision.At(_detections, t, weights, objects);
        }

        return true;
    }

    private void Sort()
    {
        if (!_sorted)
        {
            MatchedDetection[] inOrder = [.. _detections.OrderByDescending(d => d.Score)];
            _detections.Clear();
            _detections.AddRange(inOrder);
            _sorted = true;
        }
    }
}
