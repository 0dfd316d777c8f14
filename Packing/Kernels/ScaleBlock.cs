using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Kernels;

/// <summary>The scales of up to <see cref="Channels"/> neighbouring channels as columns of numbers, for tensors whose channels are interleaved.</summary>
internal ref struct ScaleBlock
{
    /// <summary>Channels of a block: four vectors of 512 bits, four lines of cache.</summary>
    public const int Channels = 64;

    /// <summary>Floats that <see cref="ScaleBlock(Span{float})"/> wants.</summary>
    public const int Floats = 5 * Channels;

    private readonly Span<float> _memory;

    public ScaleBlock(Span<float> memory) => _memory = memory[..Floats];

    public readonly Span<float> Minimum => _memory[..Channels];

    public readonly Span<float> Maximum => _memory.Slice(Channels, Channels);

    public readonly Span<float> Inverse => _memory.Slice(2 * Channels, Channels);

    public readonly Span<float> Step => _memory.Slice(3 * Channels, Channels);

    public readonly Span<float> NanValue => _memory.Slice(4 * Channels, Channels);

    /// <summary>True where a channel needs binary64, so that the whole block goes the scalar way.</summary>
    public bool Wide { get; private set; }

    /// <summary>Channels loaded.</summary>
    public int Count { get; private set; }

    /// <summary>Loads the scales of <paramref name="count"/> channels.</summary>
    public void Load(QuantizerParameters parameters, int maxCode, int firstChannel, int count)
    {
        Wide = false;
        Count = count;
        for (int i = 0; i < count; i++)
        {
            var scale = new ChannelScale(parameters[firstChannel + i], maxCode);
            Minimum[i] = scale.Minimum;
            Maximum[i] = scale.Maximum;
            Inverse[i] = scale.Inverse;
            Step[i] = scale.Step;
            NanValue[i] = scale.NanValue;
            Wide |= scale.Wide;
        }
    }
}
