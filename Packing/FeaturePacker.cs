using System.Numerics;
using System.Runtime.InteropServices;
using VideoFeat.Packing.Kernels;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;
using LayoutKind = VideoFeat.Packing.Layout.LayoutKind;

namespace VideoFeat.Packing;

/// <summary>Feature sets to luma planes. Holds no state between sets; one thread at a time.</summary>
public sealed class FeaturePacker
{
    private readonly FeatureQuantizer _quantizer;
    private readonly Rectangle[][] _gaps;

    /// <summary>A packer for sets of the plan's tensors.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the plan is <see cref="LayoutKind.Payload"/> and has no frames to fill.</exception>
    public FeaturePacker(PackPlan plan, QuantizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        if (plan.Kind == LayoutKind.Payload)
        {
            throw new ArgumentException("A payload layout has no frames to pack; quantize its tensors with FeatureQuantizer.", nameof(plan));
        }

        Plan = plan;
        _quantizer = new FeatureQuantizer(plan.Tensors, options);
        _gaps = FrameGaps.Of(plan);
    }

    /// <summary>The layout.</summary>
    public PackPlan Plan { get; }

    /// <summary>The quantizer's options.</summary>
    public QuantizerOptions Options => _quantizer.Options;

    /// <summary>What fills the parts of a frame that no tile covers; default <see cref="GapFill.Continue"/>.</summary>
    public GapFill Gaps { get; init; } = GapFill.Continue;

    /// <summary>The widest vectors to use; the tests go through all.</summary>
    internal KernelWidth Width
    {
        get => _quantizer.Width;
        init => _quantizer.Width = value;
    }

    /// <inheritdoc cref="FeatureQuantizer.Measure"/>
    public IReadOnlyList<QuantizerParameters> Measure(FeatureSet set, int batchIndex) => _quantizer.Measure(set, batchIndex);

    /// <inheritdoc cref="FeatureQuantizer.Quantize"/>
    public void QuantizeCodes(FeatureSet set, int batchIndex, int tensorIndex, QuantizerParameters parameters, Span<ushort> codes) =>
        _quantizer.Quantize(set, batchIndex, tensorIndex, parameters, codes);

    /// <summary>Quantizes one set into its frames; every sample is written, the unused ones with what a codec pays least for.</summary>
    /// <param name="set">Tensors as the plan states them.</param>
    /// <param name="batchIndex">Which set of the batch.</param>
    /// <param name="parameters">From <see cref="Measure"/> of this set or another; values outside the ranges are clipped.</param>
    /// <param name="frames">Exactly <see cref="PackPlan.BytesPerSet"/> bytes: the set's luma planes one after the other, rows without gaps; one byte a
    /// sample at 8 bit, else two, low byte first.</param>
    public void Pack(FeatureSet set, int batchIndex, IReadOnlyList<QuantizerParameters> parameters, Span<byte> frames)
    {
        SetChecks.Require(set, Plan.Tensors, batchIndex);
        SetChecks.Require(parameters, Plan.Geometries);
        if (frames.Length != Plan.BytesPerSet(Options.BitDepth))
        {
            throw new ArgumentException($"The set's frames take {Plan.BytesPerSet(Options.BitDepth)} bytes; got {frames.Length}.", nameof(frames));
        }

        if (Options.BitDepth == 8)
        {
            PackSamples(set, batchIndex, parameters, frames);
        }
        else
        {
            PackSamples(set, batchIndex, parameters, MemoryMarshal.Cast<byte, ushort>(frames));
        }
    }

    private void PackSamples<TSample>(FeatureSet set, int batchIndex, IReadOnlyList<QuantizerParameters> parameters, Span<TSample> frames)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        int samples = Plan.FrameWidth * Plan.FrameHeight;
        for (int frame = 0; frame < Plan.FramesPerSet; frame++)
        {
            Span<TSample> plane = frames.Slice(frame * samples, samples);
            for (int i = 0; i < Plan.Maps.Count; i++)
            {
                TilePacker.Pack(new TensorSlice(set[i], batchIndex, Width), Plan.Maps[i], parameters[i], Options.MaxCode, plane, Plan.FrameWidth, frame, Width);
            }

            FrameGaps.Fill(plane, Plan.FrameWidth, _gaps[frame], Gaps);
        }
    }
}
