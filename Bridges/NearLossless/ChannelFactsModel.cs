using System.Numerics;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Codes what is said of a channel before its elements.</summary>
internal sealed class ChannelFactsModel
{
    private const uint Limit = 60;
    private const int ReferenceCounter = 3;
    private readonly uint[] _counters = new uint[ReferenceCounter + ChannelReferences.Most];
    private readonly int _bitDepth;
    private int _lastMode;

    public ChannelFactsModel(int bitDepth)
    {
        _bitDepth = bitDepth;
        _counters.AsSpan().Fill(BitCounter.Initial);
    }

    /// <param name="coder">Encoder or decoder.</param>
    /// <param name="facts">What to say; a decoder takes only the index.</param>
    /// <param name="most">References that there may be.</param>
    /// <param name="kept">References that both ends know already; null where they are said.</param>
    public ChannelFacts Code<TCoder>(ref TCoder coder, in ChannelFacts facts, int most, ChannelReferences? kept)
        where TCoder : IRangeCoder, allows ref struct
    {
        int kind = Bit(ref coder, facts.Kind != ChannelKind.Constant, 0) ? 1 + (Bit(ref coder, facts.Kind == ChannelKind.Mixed, 1) ? 1 : 0) : 0;
        int mode = Bit(ref coder, facts.Mode == _lastMode, 2) ? _lastMode : (int)coder.Bits((uint)facts.Mode, _bitDepth);
        _lastMode = mode;
        return new ChannelFacts(facts.Index, (ChannelKind)kind, mode, kept ?? (kind > 0 ? References(ref coder, facts, most) : default));
    }

    private ChannelReferences References<TCoder>(ref TCoder coder, in ChannelFacts facts, int most)
        where TCoder : IRangeCoder, allows ref struct
    {
        Span<int> channels = stackalloc int[most];
        int count = 0;
        while (count < most && Reference(ref coder, facts.Index, facts.References[count], ReferenceCounter + count) is int channel and > 0)
        {
            channels[count++] = channel;
        }

        return ChannelReferences.Of(channels[..count]);
    }

    // An earlier channel by its number in as many bits as it can need; a number beyond the earlier ones, which no encoder writes, counts as none.
    private int Reference<TCoder>(ref TCoder coder, int index, int channel, int counter)
        where TCoder : IRangeCoder, allows ref struct
    {
        if (index == 0 || !Bit(ref coder, channel > 0, counter))
        {
            return 0;
        }

        int bits = 32 - BitOperations.LeadingZeroCount((uint)index);
        int upper = bits > 16 ? (int)coder.Bits((uint)channel >> 16, bits - 16) << 16 : 0;
        channel = upper | (int)coder.Bits((uint)channel & 0xFFFF, Math.Min(bits, 16));
        return channel <= index ? channel : 0;
    }

    private bool Bit<TCoder>(ref TCoder coder, bool bit, int counter)
        where TCoder : IRangeCoder, allows ref struct
    {
        int value = coder.Bit(bit ? 1 : 0, BitCounter.P16(_counters[counter]));
        BitCounter.Update(ref _counters[counter], value, Limit);
        return value != 0;
    }
}
