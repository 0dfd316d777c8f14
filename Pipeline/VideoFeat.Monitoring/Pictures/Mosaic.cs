using System.Runtime.InteropServices;
using VideoFeat.Packing;
using VideoFeat.Pictures;

namespace VideoFeat.Monitoring.Pictures;

/// <summary>The channels of one tensor as a picture: their values when it was taken, and PNG when someone asks.</summary>
internal sealed class Mosaic
{
    /// <summary>Elements along each axis that are read for a pixel at most, so that the work is bounded by the picture's size.</summary>
    private const int MaxReads = 4;

    /// <summary>Colours span so many standard deviations to each side of the mean: single peaks must not darken all the rest.</summary>
    private const double Span = 3;

    private readonly MosaicPlan _plan;
    private readonly float[] _cells;
    private readonly Lazy<byte[]> _shared;
    private readonly Lazy<byte[]> _perChannel;

    private Mosaic(ulong sequence, TensorSpec spec, MosaicPlan plan, float[] cells)
    {
        Sequence = sequence;
        Spec = spec;
        _plan = plan;
        _cells = cells;
        Range = Spread(cells);
        _shared = new Lazy<byte[]>(() => Draw(perChannel: false));
        _perChannel = new Lazy<byte[]>(() => Draw(perChannel: true));
    }

    /// <summary>Number of the set that it shows.</summary>
    public ulong Sequence { get; }

    public TensorSpec Spec { get; }

    /// <summary>Channels that are shown.</summary>
    public int Channels => _plan.Channels;

    /// <summary>The values of the darkest and the lightest colour.</summary>
    public (float Low, float High) Range { get; }

    /// <summary>Reads the tensor, which is lent for the call.</summary>
    public static Mosaic Of(FeatureTensor tensor, ulong sequence)
    {
        var geometry = ChannelGeometry.Of(tensor.Spec);
        var plan = MosaicPlan.Of(geometry);
        float[] cells = new float[plan.Channels * plan.CellWidth * plan.CellHeight];
        ReadOnlySpan<byte> bytes = tensor.Bytes;
        switch (tensor.Type)
        {
            case ElementType.Float32:
                Sample<float, Singles>(MemoryMarshal.Cast<byte, float>(bytes), geometry, plan, cells);
                break;
            case ElementType.Float16:
                Sample<Half, Halves>(MemoryMarshal.Cast<byte, Half>(bytes), geometry, plan, cells);
                break;
            case ElementType.BFloat16:
                Sample<ushort, BrainFloats>(MemoryMarshal.Cast<byte, ushort>(bytes), geometry, plan, cells);
                break;
            case ElementType.Int8:
                Sample<sbyte, SignedBytes>(MemoryMarshal.Cast<byte, sbyte>(bytes), geometry, plan, cells);
                break;
            default:
                Sample<byte, Bytes>(bytes, geometry, plan, cells);
                break;
        }

        return new Mosaic(sequence, tensor.Spec, plan, cells);
    }

    /// <summary>The picture; made once.</summary>
    /// <param name="perChannel">Each channel spans all colours, instead of the tensor.</param>
    public byte[] Png(bool perChannel) => (perChannel ? _perChannel : _shared).Value;

    private static void Sample<T, TValue>(ReadOnlySpan<T> elements, ChannelGeometry geometry, MosaicPlan plan, Span<float> cells)
        where TValue : struct, IValue<T>
    {
        (int channelStride, int stride) = geometry.Interleaved ? (1, geometry.Channels) : (geometry.ChannelElements, 1);
        int skip = ((plan.Step - 1) / MaxReads) + 1;
        int at = 0;
        for (int c = 0; c < plan.Channels; c++)
        {
            for (int y = 0; y < geometry.Height; y += plan.Step)
            {
                for (int x = 0; x < geometry.Width; x += plan.Step)
                {
                    float sum = 0;
                    int count = 0;
                    for (int v = y; v < Math.Min(y + plan.Step, geometry.Height); v += skip)
                    {
                        int row = (c * channelStride) + (v * geometry.Width * stride);
                        for (int u = x; u < Math.Min(x + plan.Step, geometry.Width); u += skip)
                        {
                            sum += TValue.Of(elements[row + (u * stride)]);
                            count++;
                        }
                    }

                    cells[at++] = sum / count;
                }
            }
        }
    }

    private static (float Low, float High) Spread(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        float low = float.MaxValue, high = float.MinValue;
        foreach (float value in values)
        {
            sum += value;
            squares += (double)value * value;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        double mean = sum / values.Length;
        double deviation = Math.Sqrt(Math.Max(0, (squares / values.Length) - (mean * mean)));
        return (Math.Max(low, (float)(mean - (Span * deviation))), Math.Min(high, (float)(mean + (Span * deviation))));
    }

    private byte[] Draw(bool perChannel)
    {
        byte[] indices = new byte[_plan.Width * _plan.Height];
        int cell = _plan.CellWidth * _plan.CellHeight;
        for (int c = 0; c < _plan.Channels; c++)
        {
            ReadOnlySpan<float> values = _cells.AsSpan(c * cell, cell);
            (float low, float high) = perChannel ? Spread(values) : Range;
            float scale = high > low ? (ColourMap.Last - ColourMap.First) / (high - low) : 0;
            int origin = (c / _plan.Columns * (_plan.CellHeight + 1) * _plan.Width) + (c % _plan.Columns * (_plan.CellWidth + 1));
            for (int i = 0; i < cell; i++)
            {
                float share = Math.Clamp((values[i] - low) * scale, 0, ColourMap.Last - ColourMap.First);
                indices[origin + (i / _plan.CellWidth * _plan.Width) + (i % _plan.CellWidth)] = (byte)(ColourMap.First + share);
            }
        }

        return PngFile.Write(indices, _plan.Width, ColourMap.Palette);
    }

    // A struct for each element type, so that the loop is compiled for each.
    private interface IValue<T>
    {
        static abstract float Of(T element);
    }

    private readonly struct Singles : IValue<float>
    {
        public static float Of(float element) => element;
    }

    private readonly struct Halves : IValue<Half>
    {
        public static float Of(Half element) => (float)element;
    }

    private readonly struct BrainFloats : IValue<ushort>
    {
        public static float Of(ushort element) => BitConverter.UInt32BitsToSingle((uint)element << 16);
    }

    private readonly struct SignedBytes : IValue<sbyte>
    {
        public static float Of(sbyte element) => element;
    }

    private readonly struct Bytes : IValue<byte>
    {
        public static float Of(byte element) => element;
    }
}
