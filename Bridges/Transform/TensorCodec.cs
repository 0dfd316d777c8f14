using VideoFeat.Packing;
using VideoFeat.Packing.Kernels;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Transform;

/// <summary>
/// One tensor through the chain and back: channels, components, coefficients, levels. Both ends of a prediction loop need the same
/// <see cref="Reconstruct"/>; nothing else has to agree to the last bit. One thread at a time.
/// </summary>
internal sealed class TensorCodec
{
    private readonly float[] _scratch;
    private readonly BlockRun[] _runs;

    /// <param name="transform">The profile's part for this tensor.</param>
    /// <param name="spec">The tensor.</param>
    public TensorCodec(TensorTransform transform, TensorSpec spec)
    {
        Transform = transform;
        Spec = spec;
        Geometry = ChannelGeometry.Of(spec);
        Grid = transform.Grid(Geometry);
        _runs = [.. BlockRun.All(Grid)];
        _scratch = new float[Math.Max(Geometry.ChannelElements, TensorSlice.ChunkLength)];
    }

    public TensorTransform Transform { get; }

    public TensorSpec Spec { get; }

    public ChannelGeometry Geometry { get; }

    public BlockGrid Grid { get; }

    /// <summary>Elements of all components.</summary>
    public int Elements => Transform.Components * Geometry.ChannelElements;

    /// <summary>One set's values, channel after channel, less the channels' means.</summary>
    /// <exception cref="FeatureValueException">A value is not finite.</exception>
    public void Read(FeatureTensor tensor, int batchIndex, Span<float> values)
    {
        var slice = new TensorSlice(tensor, batchIndex, KernelWidths.Best);
        int length = Geometry.ChannelElements;
        for (int c = 0; c < Geometry.Channels; c++)
        {
            for (int start = 0; start < length; start += TensorSlice.ChunkLength)
            {
                int count = Math.Min(TensorSlice.ChunkLength, length - start);
                Span<float> run = values.Slice((c * length) + start, count);
                ReadOnlySpan<float> source = slice.ReadChannel(c, start, count, _scratch);
                float mean = Transform.Mean[c];
                for (int i = 0; i < run.Length; i++)
                {
                    run[i] = source[i] - mean;
                    if (!float.IsFinite(run[i]))
                    {
                        throw new FeatureValueException($"Tensor '{tensor.Name}', channel {c}, holds NaN or an infinity; the transform bridge takes finite values.");
                    }
                }
            }
        }
    }

    /// <summary>Stores one set's values, means included.</summary>
    public void Write(ReadOnlySpan<float> values, FeatureTensor tensor)
    {
        var slice = new TensorSlice(tensor, 0, KernelWidths.Best);
        int length = Geometry.ChannelElements;
        for (int c = 0; c < Geometry.Channels; c++)
        {
            for (int start = 0; start < length; start += TensorSlice.ChunkLength)
            {
                int count = Math.Min(TensorSlice.ChunkLength, length - start);
                Span<float> run = slice.RunOf(c, start, count, _scratch);
                values.Slice((c * length) + start, count).CopyTo(run);
                slice.WriteChannel(c, start, run);
            }
        }
    }

    /// <summary>Values less their means to components.</summary>
    public void Analyze(ReadOnlySpan<float> values, Span<float> components) =>
        PlaneProduct.Multiply(Transform.Basis.ForwardMatrix, Transform.Components, Geometry.Channels, values, components, Geometry.ChannelElements);

    /// <summary>Components to values less their means.</summary>
    public void Synthesize(ReadOnlySpan<float> components, Span<float> values) =>
        PlaneProduct.Multiply(Transform.Basis.InverseMatrix, Geometry.Channels, Transform.Components, components, values, Geometry.ChannelElements);

    /// <summary>Components to levels; the components become coefficients.</summary>
    public void Quantize(Span<float> components, int quality, int shift, Span<short> levels)
    {
        var steps = new CoefficientSteps(Transform, quality, shift);
        int length = Geometry.ChannelElements;
        var sizes = new float[components.Length];
        var expected = new ExpectedSizes(components.Length, length);
        for (int k = 0; k < Transform.Components; k++)
        {
            Span<float> plane = components.Slice(k * length, length);
            BlockTransform.Forward(Grid, plane);
            steps.Open(k);
            steps.Measure(_runs, plane, sizes.AsSpan(k * length, length), levels.Slice(k * length, length));
            expected.Learn(k, Grid, steps, sizes.AsSpan(k * length, length), levels);
        }

        expected.Settle();
        var trellis = new Trellis(Grid);
        var classes = new byte[length];
        for (int k = 0; k < Transform.Components; k++)
        {
            Span<short> plane = levels.Slice(k * length, length);
            steps.Open(k);
            expected.Classes(k, classes);
            trellis.Quantize(steps, sizes.AsSpan(k * length, length), classes, plane);
            for (int i = 0; i < length; i++)
            {
                plane[i] = components[(k * length) + i] < 0 ? (short)-plane[i] : plane[i];
            }
        }
    }

    /// <summary>Components to about what a reader will have of them.</summary>
    public void Round(Span<float> components, int quality, int shift)
    {
        var steps = new CoefficientSteps(Transform, quality, shift);
        int length = Geometry.ChannelElements;
        for (int k = 0; k < Transform.Components; k++)
        {
            Span<float> plane = components.Slice(k * length, length);
            BlockTransform.Forward(Grid, plane);
            steps.Open(k);
            steps.Round(_runs, plane);
            BlockTransform.Inverse(Grid, plane);
        }
    }

    /// <summary>Levels to components, less what they were predicted by: the same bits on every machine.</summary>
    public void Reconstruct(ReadOnlySpan<short> levels, int quality, int shift, Span<float> components)
    {
        var steps = new CoefficientSteps(Transform, quality, shift);
        int length = Geometry.ChannelElements;
        for (int k = 0; k < Transform.Components; k++)
        {
            Span<float> plane = components.Slice(k * length, length);
            ReadOnlySpan<short> from = levels.Slice(k * length, length);
            if (from.IndexOfAnyExcept((short)0) < 0)
            {
                plane.Clear();
                continue;
            }

            steps.Open(k);
            steps.Dequantize(_runs, from, plane);
            BlockTransform.Inverse(Grid, plane);
        }
    }
}
