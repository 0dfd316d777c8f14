using System.Collections;

namespace VideoFeat.Bridges.Onnx;

/// <summary>The clean cuts of a network, from its input to its output.</summary>
public sealed class CutList : IReadOnlyList<CutPoint>
{
    private readonly IReadOnlyList<CutPoint> _points;

    internal CutList(IReadOnlyList<CutPoint> points, long? totalMacs)
    {
        _points = points;
        TotalMacs = totalMacs;
    }

    /// <summary>
    /// Multiply-accumulates of the whole network: of its convolutions and matrix products, quantized ones included, by actual shapes; those
    /// within the branches of If and Loop, of attention and recurrent operators are not counted. Null where a shape is not known.
    /// </summary>
    public long? TotalMacs { get; }

    /// <summary>Number of cuts.</summary>
    public int Count => _points.Count;

    /// <summary>Cut <paramref name="index"/>, counted from the input.</summary>
    public CutPoint this[int index] => _points[index];

    /// <inheritdoc/>
    public IEnumerator<CutPoint> GetEnumerator() => _points.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
