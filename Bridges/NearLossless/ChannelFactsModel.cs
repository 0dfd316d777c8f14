using System.Numerics;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>Codes what is said of a channel before its elements.</summary>
internal sealed class ChannelFactsModel
{
    private const uint Limit = 60;
    private readonly uint[] _counters = new uint[8];
    private readonly int _bitDepth;
    private int _lastMode;

    public ChannelFactsModel(int bitDepth)
    {
        _bitDepth = bitDepth;
        _counters.AsSpan().Fill(BitCounter.Initial);
    }

    /// <param name="coder">Encoder or decoder.</param>
    /// <param name="facts">What to say; a decoder takes only the index.</param>
    /// <param name="references">True where the effort uses other channels.</param>
    public ChannelFacts Code<TCoder>(ref TCoder coder, in ChannelFacts facts, bool references)
        where TCoder : IRangeCoder, allows ref struct
    {
        int kind = Bit(ref coder, facts.Kind != ChannelKind.Constant, 0) ? 1 + (Bit(ref coder, facts.Kind == ChannelKind.Mixed, 1) ? 1 : 0) : 0;
        int mode = Bit(ref coder, facts.Mode == _lastMode, 2) ? _lastMode : (int)coder.Bits((uint)facts.Mode, _bitDepth);
        _lastMode = mode;
        int first = references && kind > 0 ? Reference(ref coder, facts.Index, facts.First, 3) : 0;
        int second = first > 0 ? Reference(ref coder, facts.Index, facts.Second, 4) : 0;
        return new ChannelFacts(facts.Index, (ChannelKind)kind, mode, first, second);
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
