using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform.Calibration;

/// <summary>Candidates for a profile, tried on sets that they were not fitted to: real bytes, and how far the network's outputs move.</summary>
internal sealed class Trial
{
    private readonly IReadOnlyList<FeatureSet> _sets;
    private readonly TensorSpec[] _tensors;
    private readonly Func<FeatureSet, IReadOnlyList<NetworkAnswer>>? _back;
    private readonly OutputDistortion[] _references;
    private readonly double[] _variances;

    public Trial(IReadOnlyList<FeatureSet> sets, double[] variances, Func<FeatureSet, IReadOnlyList<NetworkAnswer>>? back)
    {
        _sets = sets;
        _tensors = [.. sets[0].Select(t => t.Spec.SingleSet)];
        _variances = variances;
        _back = back;
        _references = back is null ? [] : [.. sets.Select(s => new OutputDistortion(back(s)))];
    }

    /// <summary>Sets that are tried.</summary>
    public IReadOnlyList<FeatureSet> Sets => _sets;

    /// <summary>Bits, and the mean distortion of the outputs (without a network: squared error in units of the tensors' variances).</summary>
    public (double Bits, double Distortion) Run(TransformSet candidate, int quality)
    {
        TensorCodec[] codecs = Codecs(candidate);
        var codec = new SetCodec(codecs);
        double bits = 0, distortion = 0;
        for (int s = 0; s < _sets.Count; s++)
        {
            SetLevels levels = codec.Intra(_sets[s], 0, quality);
            bits += 8.0 * PayloadWriter.Write(candidate, codecs, levels, null, 0, MixerWidths.Best).Length;
            using FeatureSet decoded = codec.Values(codec.Reconstruct(levels), quality);
            distortion += Distortion(s, decoded);
        }

        return (bits / _sets.Count, distortion / _sets.Count);
    }

    /// <summary>Distortion of one set's outputs where other values stand in.</summary>
    public double Distortion(int set, FeatureSet decoded)
    {
        if (_back is not null)
        {
            return _references[set].Of(_back(decoded));
        }

        double sum = 0;
        for (int t = 0; t < _tensors.Length; t++)
        {
            sum += FeatureError.Measure(_sets[set][t], decoded[t]).MeanSquared / _variances[t];
        }

        return sum / _tensors.Length;
    }

    /// <summary>How the network's outputs of one set move where other values stand in: <see cref="OutputDistortion.Moved"/>.</summary>
    public float[] Moved(int set, FeatureSet other) => _references[set].Moved(_back!(other));

    /// <summary>log2 of the bits that a candidate takes at a distortion: by the line through its points at some qualities, both in octaves.</summary>
    public double LogBits(TransformSet candidate, IReadOnlyList<int> qualities, double distortion)
    {
        (double Bits, double Distortion)[] points = [.. qualities.Select(q => Run(candidate, q)).Select(p => (Math.Log2(p.Bits), Math.Log2(Math.Max(p.Distortion, 1e-300))))];
        double bits = points.Average(p => p.Bits), middle = points.Average(p => p.Distortion);
        double across = points.Sum(p => (p.Distortion - middle) * (p.Bits - bits)), along = points.Sum(p => (p.Distortion - middle) * (p.Distortion - middle));
        return bits + (Math.Min(across / Math.Max(along, 1e-9), -0.05) * (Math.Log2(distortion) - middle));
    }

    public TensorCodec[] Codecs(TransformSet candidate) => [.. _tensors.Select((t, i) => new TensorCodec(candidate.Tensors[i], t))];
}
