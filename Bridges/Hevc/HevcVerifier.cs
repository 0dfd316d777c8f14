using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Hevc;

/// <summary>The sender's own decoder: what it sees is what the receiver will see.</summary>
internal sealed class HevcVerifier : IDisposable
{
    private readonly PackPlan _plan;
    private readonly bool _lossless;
    private readonly VideoDecoder _decoder = VideoDecoder.Open(new VideoDecoderSettings());
    private readonly FeatureUnpacker _unpacker;
    private readonly FeatureSet? _decoded;
    private readonly uint[] _crcs;
    private readonly int _rowBytes;

    public HevcVerifier(PackPlan plan, int bitDepth, bool lossless, bool measureError)
    {
        _plan = plan;
        _lossless = lossless;
        _unpacker = new FeatureUnpacker(plan, bitDepth);
        _decoded = measureError ? new FeatureSet([.. plan.Tensors.Select(FeatureTensor.Rent)]) : null;
        _crcs = new uint[plan.FramesPerSet];
        _rowBytes = plan.FrameWidth * (bitDepth > 8 ? 2 : 1);
    }

    /// <summary>CRC-32C of the decoded codes of a frame of the last checked set.</summary>
    public uint Crc(int frame) => _crcs[frame];

    /// <summary>Decodes the set's packets; gives the largest error where it is measured.</summary>
    /// <exception cref="BridgeException">A frame is missing, or codes changed where none may.</exception>
    public float? Check(
        IReadOnlyList<(byte[] Data, int Length, bool IsKey, long Pts)> packets,
        ReadOnlySpan<byte> frames,
        FeatureSet source,
        int batchIndex,
        IReadOnlyList<QuantizerParameters> parameters)
    {
        for (int f = 0; f < packets.Count; f++)
        {
            (byte[] data, int length, _, long pts) = packets[f];
            _decoder.Send(data.AsSpan(0, length), pts);
            if (!_decoder.TryReceive(out VideoFrame? frame))
            {
                throw new BridgeException($"Verifying: frame {f} of the set did not decode.");
            }

            using (frame)
            {
                CheckFrame(frame!, f, frames.Slice(f * _rowBytes * _plan.FrameHeight, _rowBytes * _plan.FrameHeight));
                if (_decoded is not null)
                {
                    _unpacker.Unpack(frame!.Luma, frame.StrideBytes, f, parameters, _decoded, 0);
                }
            }
        }

        return _decoded is null ? null : LargestError(source, batchIndex, _decoded);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _decoded?.Dispose();
    }

    private void CheckFrame(VideoFrame frame, int index, ReadOnlySpan<byte> codes)
    {
        if (frame.Width != _plan.FrameWidth || frame.Height != _plan.FrameHeight)
        {
            throw new BridgeException($"Verifying: frame {index} decoded as {frame.Width}x{frame.Height}, not {_plan.FrameWidth}x{_plan.FrameHeight}.");
        }

        if (frame.Hash == PictureHash.Mismatch)
        {
            throw new BridgeException($"Verifying: frame {index} disagrees with the encoder's own picture hash.");
        }

        _crcs[index] = Crc32C.OfPlane(frame.Luma, _rowBytes, frame.StrideBytes, frame.Height);
        for (int y = 0; _lossless && y < frame.Height; y++)
        {
            if (!frame.Row(y).SequenceEqual(codes.Slice(y * _rowBytes, _rowBytes)))
            {
                throw new BridgeException($"Verifying: row {y} of frame {index} changed in lossless mode.");
            }
        }
    }

    private static float LargestError(FeatureSet source, int batchIndex, FeatureSet decoded)
    {
        double largest = 0;
        for (int t = 0; t < source.Count; t++)
        {
            int bytes = decoded[t].Bytes.Length;
            using FeatureTensor part = FeatureTensor.Wrap(source[t].Spec.SingleSet, source[t].Memory.Slice(batchIndex * bytes, bytes));
            largest = Math.Max(largest, FeatureError.Measure(part, decoded[t]).MaxAbs);
        }

        return (float)largest;
    }
}
