using System.Runtime.CompilerServices;
using VideoFeat.Packing.Kernels;

namespace VideoFeat.Packing.Quantization;

/// <summary>Measures ranges and turns tensors into codes, without any picture: what every bridge shares.</summary>
/// <remarks>Holds no state but its options: threads may share it.</remarks>
public sealed class FeatureQuantizer
{
    private readonly TensorSpec[] _tensors;
    private readonly ChannelGeometry[] _geometries;

    /// <summary>A quantizer for sets of these tensors (batch axes are taken as 1).</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message lists all faults.</exception>
    public FeatureQuantizer(IReadOnlyList<TensorSpec> tensors, QuantizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(tensors);
        Options = options;
        _tensors = [.. tensors.Select(t => t.SingleSet)];
        _geometries = [.. _tensors.Select(ChannelGeometry.Of)];
    }

    /// <summary>The options, validated.</summary>
    public QuantizerOptions Options { get; }

    /// <summary>The widest vectors to use; the tests go through all.</summary>
    internal KernelWidth Width { get; set; } = KernelWidths.Best;

    /// <summary>Works out the range of each tensor of one set.</summary>
    /// <exception cref="FeatureValueException">Elements are not finite and the policy is <see cref="NonFinitePolicy.Refuse"/>.</exception>
    public IReadOnlyList<QuantizerParameters> Measure(FeatureSet set, int batchIndex)
    {
        SetChecks.Require(set, _tensors, batchIndex);
        var parameters = new QuantizerParameters[_tensors.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = RangeMeter.Measure(new TensorSlice(set[i], batchIndex, Width), set[i].Name, i, Options, Width);
        }

        return parameters;
    }

    /// <summary>The codes of one tensor, channel after channel, rows within a channel: <c>codes[(c * H + y) * W + x]</c>.</summary>
    /// <exception cref="ArgumentException">The destination is not exactly as long as the tensor of one set, or set or parameters do not fit.</exception>
    [SkipLocalsInit]
    public void Quantize(FeatureSet set, int batchIndex, int tensorIndex, QuantizerParameters parameters, Span<ushort> codes)
    {
        SetChecks.Require(set, _tensors, batchIndex);
        ChannelGeometry geometry = Require(tensorIndex, parameters, codes.Length);
        var slice = new TensorSlice(set[tensorIndex], batchIndex, Width);
        Span<float> scratch = stackalloc float[TensorSlice.ChunkLength];
        for (int c = 0; c < geometry.Channels; c++)
        {
            var scale = new ChannelScale(parameters[c], Options.MaxCode);
            Span<ushort> channel = codes.Slice(c * geometry.ChannelElements, geometry.ChannelElements);
            for (int start = 0; start < channel.Length; start += scratch.Length)
            {
                ReadOnlySpan<float> run = slice.ReadChannel(c, start, Math.Min(scratch.Length, channel.Length - start), scratch);
                QuantizeKernel.Run(run, channel[start..], scale, Width);
            }
        }
    }

    /// <summary>The elements of one tensor from codes in the order of <see cref="Quantize"/>, stored in the tensor's own type and axis order.</summary>
    [SkipLocalsInit]
    public void Dequantize(ReadOnlySpan<ushort> codes, int tensorIndex, QuantizerParameters parameters, FeatureSet destination, int batchIndex)
    {
        SetChecks.Require(destination, _tensors, batchIndex);
        ChannelGeometry geometry = Require(tensorIndex, parameters, codes.Length);
        var slice = new TensorSlice(destination[tensorIndex], batchIndex, Width);
        Span<float> scratch = stackalloc float[TensorSlice.ChunkLength];
        for (int c = 0; c < geometry.Channels; c++)
        {
            var scale = new ChannelScale(parameters[c], Options.MaxCode);
            ReadOnlySpan<ushort> channel = codes.Slice(c * geometry.ChannelElements, geometry.ChannelElements);
            for (int start = 0; start < channel.Length; start += scratch.Length)
            {
                Span<float> run = slice.RunOf(c, start, Math.Min(scratch.Length, channel.Length - start), scratch);
                DequantizeKernel.Run(channel.Slice(start, run.Length), run, scale, Width);
                slice.WriteChannel(c, start, run);
            }
        }
    }

    private ChannelGeometry Require(int tensorIndex, QuantizerParameters parameters, int codes)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ChannelGeometry geometry = _geometries[tensorIndex];
        if (codes != geometry.Elements || !parameters.Fits(geometry.Channels))
        {
            throw new ArgumentException(
                $"Tensor '{_tensors[tensorIndex].Name}' has {geometry.Elements} elements in {geometry.Channels} channels; got {codes} codes and a quantizer of "
                + $"{parameters.Minimum.Length} minima and {parameters.Maximum.Length} maxima.");
        }

        return geometry;
    }
}
