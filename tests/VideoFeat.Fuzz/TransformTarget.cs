using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Packing;

namespace VideoFeat.Fuzz;

/// <summary>Payloads of the transform bridge, and the chunk that its profiles hold: read or refused. The first byte tells which.</summary>
internal static class TransformTarget
{
    private const byte Chunk = 0;
    private static readonly TensorSpec Spec = new("x", ElementType.Float32, new TensorShape(1, 5, 9, 7));
    private static readonly ProfileMeta Meta = new() { Tensors = [Spec] };
    private static readonly Lazy<(TransformSet Set, TensorCodec[] Codecs)> Open = new(Calibrate);

    public static IEnumerable<byte[]> Seeds()
    {
        (TransformSet set, TensorCodec[] codecs) = Open.Value;
        for (int quality = -20; quality < 40; quality += 20)
        {
            using FeatureSet features = Features(quality + 50);
            var codec = new SetCodec(codecs);
            SetLevels alone = codec.Intra(features, 0, quality);
            yield return [1, .. PayloadWriter.Write(set, codecs, alone, null, 1, MixerWidths.Best)];
            yield return [1, .. PayloadWriter.Write(set, codecs, codec.Inter(features, 0, quality, codec.Reconstruct(alone)), alone, 1, MixerWidths.Best)];
        }

        yield return [Chunk, .. TransformChunk.Write(set with { State = null })];
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        (TransformSet set, TensorCodec[] codecs) = Open.Value;
        string? fault;
        if (data[0] == Chunk)
        {
            fault = TransformChunk.Read(data[1..], Meta, out TransformSet? read);
            if (fault is null && TransformChunk.Read(TransformChunk.Write(read!), Meta, out _) is not null)
            {
                throw new InvalidOperationException("what was read cannot be read again");
            }
        }
        else
        {
            float[][] before = [.. codecs.Select(c => new float[c.Elements])];
            fault = PayloadReader.Read(data[1..].ToArray(), set, codecs, [.. codecs.Select(c => new short[c.Elements])], 1, MixerWidths.Best, out SetLevels? levels);
            if (fault is null)
            {
                new SetCodec(codecs).Values(new SetCodec(codecs).Reconstruct(levels!, before), levels!.Quality).Dispose();
            }
        }

        if (fault?.Contains('\n', StringComparison.Ordinal) == true)
        {
            throw new InvalidOperationException("a fault of several lines");
        }
    }

    private static (TransformSet, TensorCodec[]) Calibrate()
    {
        FeatureSet[] sets = [.. Enumerable.Range(0, 4).Select(Features)];
        TransformSet set = TransformCalibration.Transforms(sets, new CalibrationOptions());
        Array.ForEach(sets, s => s.Dispose());
        return set.Codecs(Meta, [Spec], out TensorCodec[] codecs) is null ? (set, codecs) : throw new InvalidOperationException("the sample makes no profile");
    }

    private static FeatureSet Features(int seed) =>
        new(FeatureTensor.FromFloats([.. Enumerable.Range(0, 5 * 63).Select(i => (float)Math.Max(0, Math.Sin((i * 0.2) + (seed * i % 7))))], Spec.Shape, "x"));
}
