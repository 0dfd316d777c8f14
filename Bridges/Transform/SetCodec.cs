using System.Runtime.InteropServices;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform;

/// <summary>One set's tensors to levels and back, without bytes: what encoder, decoder and calibration share. One thread at a time.</summary>
internal sealed class SetCodec
{
    private readonly TensorCodec[] _codecs;

    public SetCodec(TensorCodec[] codecs)
    {
        _codecs = codecs;
    }

    public IReadOnlyList<TensorCodec> Codecs => _codecs;

    /// <summary>Levels of a set that stands alone.</summary>
    /// <param name="set">The tensors.</param>
    /// <param name="batchIndex">Which set of the batch.</param>
    /// <param name="quality">Exponent in sixteenths of an octave.</param>
    public SetLevels Intra(FeatureSet set, int batchIndex, int quality)
    {
        float[][] sources = Read(set, batchIndex);
        var levels = new short[_codecs.Length][];
        Parallel.For(0, _codecs.Length, t => levels[t] = Levels(_codecs[t], sources[t], quality));
        return new SetLevels(quality, levels, null);
    }

    /// <summary>Levels of a set that is predicted from the one before.</summary>
    /// <param name="set">The tensors.</param>
    /// <param name="batchIndex">Which set of the batch.</param>
    /// <param name="quality">Exponent in sixteenths of an octave.</param>
    /// <param name="reference">Components of the set before, as a decoder has them.</param>
    public SetLevels Inter(FeatureSet set, int batchIndex, int quality, IReadOnlyList<float[]> reference)
    {
        float[][] sources = Read(set, batchIndex);
        var levels = new short[_codecs.Length][];
        var motion = new MotionField[_codecs.Length];
        Parallel.For(0, _codecs.Length, t =>
        {
            TensorCodec codec = _codecs[t];
            var components = new float[codec.Elements];
            codec.Analyze(sources[t], components);
            motion[t] = MotionSearch.Find(codec.Grid, components, reference[t]);
            motion[t].Predict(codec.Grid, reference[t], components);
            levels[t] = Levels(codec, sources[t], quality, components, motion[t].Shift);
        });
        return new SetLevels(quality, levels, motion);
    }

    /// <summary>Components of levels: the same bits on every machine.</summary>
    /// <param name="levels">Of a set.</param>
    /// <param name="reference">Components of the set before, where the set is predicted from it.</param>
    public float[][] Reconstruct(SetLevels levels, IReadOnlyList<float[]>? reference = null)
    {
        var components = new float[_codecs.Length][];
        for (int t = 0; t < _codecs.Length; t++)
        {
            components[t] = new float[_codecs[t].Elements];
            _codecs[t].Reconstruct(levels.Levels[t], levels.Quality, levels.Motion?[t].Shift ?? 0, components[t]);
            if (levels.Motion is not null)
            {
                var prediction = new float[components[t].Length];
                levels.Motion[t].Predict(_codecs[t].Grid, reference![t], prediction);
                Add(components[t], prediction);
            }
        }

        return components;
    }

    /// <summary>Values of components, restored and clamped; the caller owns the set.</summary>
    public FeatureSet Values(IReadOnlyList<float[]> components, int quality, string? itemId = null, long? captureTimeNs = null) =>
        Values(components, [.. _codecs.Select(_ => quality)], itemId, captureTimeNs);

    /// <summary>Values of components, each tensor at a quality of its own.</summary>
    public FeatureSet Values(IReadOnlyList<float[]> components, IReadOnlyList<int> quality, string? itemId, long? captureTimeNs)
    {
        var set = new FeatureSet([.. _codecs.Select(c => FeatureTensor.Rent(c.Spec.SingleSet))]) { ItemId = itemId, CaptureTimeNs = captureTimeNs };
        Parallel.For(0, _codecs.Length, t =>
        {
            TensorCodec codec = _codecs[t];
            var values = new float[codec.Geometry.Elements];
            codec.Synthesize(components[t], values);
            Restorer.Apply(codec.Transform, quality[t], codec.Geometry, values);
            codec.Write(values, set[t]);
        });
        return set;
    }

    /// <summary>CRC-32C of a set's levels: tensor after tensor, two bytes each, low byte first.</summary>
    public static uint Crc(IEnumerable<short[]> levels)
    {
        uint crc = 0;
        foreach (short[] tensor in levels)
        {
            crc = BitConverter.IsLittleEndian
                ? Crc32C.Append(crc, MemoryMarshal.AsBytes<short>(tensor))
                : Crc32C.Append(crc, [.. tensor.SelectMany(l => new[] { (byte)l, (byte)(l >> 8) })]);
        }

        return crc;
    }

    /// <summary>Levels of one tensor's values (less their means), with the freedom that clipped values leave.</summary>
    /// <param name="codec">The tensor's.</param>
    /// <param name="source">Its values.</param>
    /// <param name="quality">Exponent in sixteenths of an octave.</param>
    /// <param name="prediction">What the set before says of its components; null: nothing.</param>
    /// <param name="shift">By how many half octaves less the differences spread.</param>
    internal static short[] Levels(TensorCodec codec, float[] source, int quality, float[]? prediction = null, int shift = 0)
    {
        var components = new float[codec.Elements];
        float[] target = source;
        for (int i = codec.Transform.Clipped == 0 ? 0 : Completion.Rounds; i > 0; i--)
        {
            Analyze(codec, target, prediction, components);
            codec.Round(components, quality, shift);
            Add(components, prediction);
            target = target == source ? new float[source.Length] : target;
            codec.Synthesize(components, target);
            Completion.Project(codec.Transform, source, target, target);
        }

        var levels = new short[codec.Elements];
        Analyze(codec, target, prediction, components);
        codec.Quantize(components, quality, shift, levels);
        return levels;
    }

    // One after the other, so that what is wrong with a value comes out as it is.
    private float[][] Read(FeatureSet set, int batchIndex)
    {
        var sources = new float[_codecs.Length][];
        for (int t = 0; t < sources.Length; t++)
        {
            sources[t] = new float[_codecs[t].Geometry.Elements];
            _codecs[t].Read(set[t], batchIndex, sources[t]);
        }

        return sources;
    }

    private static void Analyze(TensorCodec codec, float[] values, float[]? prediction, float[] components)
    {
        codec.Analyze(values, components);
        for (int i = 0; prediction is not null && i < components.Length; i++)
        {
            components[i] -= prediction[i];
        }
    }

    private static void Add(float[] components, float[]? prediction)
    {
        for (int i = 0; prediction is not null && i < components.Length; i++)
        {
            components[i] += prediction[i];
        }
    }
}
