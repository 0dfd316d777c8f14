using System.Numerics;
using System.Runtime.InteropServices;
using VideoFeat.Packing.Kernels;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;
using LayoutKind = VideoFeat.Packing.Layout.LayoutKind;

namespace VideoFeat.Packing;

/// <summary>Luma planes to feature sets, a frame at a time. Holds no state between calls.</summary>
public sealed class FeatureUnpacker
{
    private readonly FeatureQuantizer _quantizer;

    /// <summary>An unpacker for the plan's tensors and samples of 8, 10 or 12 bits.</summary>
    /// <exception cref="ArgumentException">Another bit depth, or the plan has no frames.</exception>
    public FeatureUnpacker(PackPlan plan, int bitDepth)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Kind == LayoutKind.Payload)
        {
            throw new ArgumentException("A payload layout has no frames to unpack; dequantize its codes with FeatureQuantizer.", nameof(plan));
        }

        Plan = plan;
        BitDepth = bitDepth;
        _quantizer = new FeatureQuantizer(plan.Tensors, new QuantizerOptions { BitDepth = bitDepth });
    }

    /// <summary>The layout.</summary>
    public PackPlan Plan { get; }

    /// <summary>Bits of a code: 8, 10 or 12.</summary>
    public int BitDepth { get; }

    /// <summary>The widest vectors to use; the tests go through all.</summary>
    internal KernelWidth Width
    {
        get => _quantizer.Width;
        init => _quantizer.Width = value;
    }

    /// <inheritdoc cref="FeatureQuantizer.Dequantize"/>
    public void DequantizeCodes(ReadOnlySpan<ushort> codes, int tensorIndex, QuantizerParameters parameters, FeatureSet destination, int batchIndex) =>
        _quantizer.Dequantize(codes, tensorIndex, parameters, destination, batchIndex);

    /// <summary>Dequantizes what one frame holds into the destination's tensors; a set is whole when each of its frames has been unpacked.</summary>
    /// <param name="luma">Rows of the luma plane, one byte a sample at 8 bit, else two, low byte first; the last row may end with its last sample.</param>
    /// <param name="strideBytes">Bytes from one row to the next: at least <see cref="PackPlan.FrameWidth"/> samples, even for 10 and 12 bit.</param>
    /// <param name="frameIndex">Which frame of the set.</param>
    /// <param name="parameters">The parameters that the set was packed with.</param>
    /// <param name="destination">Tensors as the plan states them.</param>
    /// <param name="batchIndex">Which set of the destination's batch.</param>
    public void Unpack(
        ReadOnlySpan<byte> luma, int strideBytes, int frameIndex, IReadOnlyList<QuantizerParameters> parameters, FeatureSet destination, int batchIndex)
    {
        SetChecks.Require(destination, Plan.Tensors, batchIndex);
        SetChecks.Require(parameters, Plan.Geometries);
        ArgumentOutOfRangeException.ThrowIfNegative(frameIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frameIndex, Plan.FramesPerSet);
        int sampleBytes = BitDepth == 8 ? 1 : 2;
        int rowBytes = Plan.FrameWidth * sampleBytes;
        if (strideBytes < rowBytes || strideBytes % sampleBytes != 0 || luma.Length < ((Plan.FrameHeight - 1L) * strideBytes) + rowBytes)
        {
            throw new ArgumentException(
                $"A frame of {Plan.FrameWidth}x{Plan.FrameHeight} samples of {sampleBytes} bytes does not fit {luma.Length} bytes with rows {strideBytes} apart.");
        }

        if (BitDepth == 8)
        {
            UnpackSamples(luma, strideBytes, frameIndex, parameters, destination, batchIndex);
        }
        else
        {
            UnpackSamples(MemoryMarshal.Cast<byte, ushort>(luma), strideBytes / 2, frameIndex, parameters, destination, batchIndex);
        }
    }

    private void UnpackSamples<TSample>(
        ReadOnlySpan<TSample> plane, int stride, int frame, IReadOnlyList<QuantizerParameters> parameters, FeatureSet destination, int batchIndex)
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        for (int i = 0; i < Plan.Maps.Count; i++)
        {
            TileUnpacker.Unpack(plane, stride, frame, Plan.Maps[i], parameters[i], _quantizer.Options.MaxCode, new TensorSlice(destination[i], batchIndex, Width), Width);
        }
    }
}
