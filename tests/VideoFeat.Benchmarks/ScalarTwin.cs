using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Benchmarks;

/// <summary>The tests' scalar quantizer in the plainest loops: one channel after the other, one element after the other; a channel is one tile.</summary>
internal sealed class ScalarTwin
{
    private const int MaxCode = 255;

    private readonly ChannelGeometry _geometry;
    private readonly int _stride;
    private readonly (int Row, int Column)[] _tiles;
    private readonly float[] _minimum;
    private readonly float[] _maximum;
    private readonly byte[] _frame;
    private readonly QuantizerParameters _parameters;

    /// <param name="plan">A plan of one tensor.</param>
    /// <param name="parameters">The product's ranges: those of channels are rounded outwards to be written compactly, which costs nothing per element.</param>
    public ScalarTwin(PackPlan plan, QuantizerParameters parameters)
    {
        _geometry = plan.Geometries[0];
        _stride = plan.FrameWidth;
        _frame = new byte[plan.BytesPerSet(8)];
        _parameters = parameters;
        _minimum = new float[_geometry.Channels];
        _maximum = new float[_geometry.Channels];
        _tiles = [.. Enumerable.Range(0, _geometry.Channels).Select(c => NaiveLayout.Locate(plan, 0, c, 0, 0) is var at ? (at.Row, at.Column) : default)];
    }

    public void Pack(ReadOnlySpan<float> values)
    {
        Measure(values);
        int i = 0;
        for (int c = 0; c < _geometry.Channels; c++)
        {
            for (int y = 0; y < _geometry.Height; y++)
            {
                int at = ((_tiles[c].Row + y) * _stride) + _tiles[c].Column;
                for (int x = 0; x < _geometry.Width; x++)
                {
                    _frame[at++] = (byte)ScalarQuantizer.Quantize(values[i++], _minimum[c], _maximum[c], MaxCode);
                }
            }
        }
    }

    public void Unpack(Span<float> values)
    {
        int i = 0;
        for (int c = 0; c < _geometry.Channels; c++)
        {
            for (int y = 0; y < _geometry.Height; y++)
            {
                int at = ((_tiles[c].Row + y) * _stride) + _tiles[c].Column;
                for (int x = 0; x < _geometry.Width; x++)
                {
                    values[i++] = ScalarQuantizer.Dequantize(_frame[at++], _minimum[c], _maximum[c], MaxCode);
                }
            }
        }
    }

    /// <summary>A race between two that do not do the same is none.</summary>
    /// <exception cref="InvalidOperationException">The twin's codes are not the product's.</exception>
    public void RequireSame(FeatureSet set, ReadOnlySpan<byte> frame)
    {
        Pack(set[0].Floats);
        for (int c = 0; c < _geometry.Channels; c++)
        {
            bool same = true;
            for (int y = 0; y < _geometry.Height; y++)
            {
                int at = ((_tiles[c].Row + y) * _stride) + _tiles[c].Column;
                same &= frame.Slice(at, _geometry.Width).SequenceEqual(_frame.AsSpan(at, _geometry.Width));
            }

            if (!same)
            {
                throw new InvalidOperationException($"Channel {c} of the scalar twin differs from the product's.");
            }
        }
    }

    private void Measure(ReadOnlySpan<float> values)
    {
        int elements = _geometry.ChannelElements;
        for (int c = 0; c < _geometry.Channels; c++)
        {
            (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (float x in values.Slice(c * elements, elements))
            {
                low = x < low ? x : low;
                high = x > high ? x : high;
            }

            ValueRange range = _parameters[c];
            if (low < range.Minimum || high > range.Maximum)
            {
                throw new InvalidOperationException($"Channel {c} spans {low}..{high}, outside the product's {range.Minimum}..{range.Maximum}.");
            }

            (_minimum[c], _maximum[c]) = (range.Minimum, range.Maximum);
        }
    }
}
