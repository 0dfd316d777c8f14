using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.NearLossless;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>
/// Our contexts for the paper's binary words: each place is predicted by seven contexts out of the neighbours, the two channels before and the channel itself,
/// and mixed.
/// </summary>
internal sealed class RichModel
{
    /// <summary>Places of the word that are told apart; later ones share the last.</summary>
    private const int MostNodes = 16;

    private const int Lines = 4096;
    private const int WeightGroups = 4;
    private const int Activities = 48;

    private readonly ContextMixer _mixer;
    private readonly Planes _codes;
    private readonly short[] _nothing;
    private readonly int _last;
    private readonly int _nodes;

    // Codes and sums of codes to few levels, zero always one of its own.
    private readonly byte[] _eight;
    private readonly byte[] _four;
    private readonly byte[] _activity;

    /// <param name="codes">The segment's codes, filled as they come.</param>
    /// <param name="last">The largest code, at least 1.</param>
    /// <param name="width">Vectors to use.</param>
    public RichModel(Planes codes, int last, MixerWidth width)
    {
        _codes = codes;
        _nothing = new short[codes.PlaneLength];
        _last = last;
        _nodes = Math.Min(last, MostNodes);
        _mixer = new ContextMixer(Lines, _nodes, _nodes * WeightGroups, width);
        _eight = Fold(last, 8);
        _four = Fold(last, 4);
        _activity = Fold(8 * last, Activities);
    }

    /// <summary>Codes the elements of a channel; a decoder fills them in.</summary>
    public void Code<TCoder>(ref TCoder coder, int channel)
        where TCoder : IRangeCoder, allows ref struct
    {
        int stride = _codes.Stride;
        _codes.Open(channel, 0);
        int start = _codes.Row(0, 0);
        ref short before = ref channel > 0 ? ref _codes.Values[_codes.Row(channel - 1, 0)] : ref _nothing[start];
        ref short second = ref channel > 1 ? ref _codes.Values[_codes.Row(channel - 2, 0)] : ref _nothing[start];
        ref byte eight = ref MemoryMarshal.GetArrayDataReference(_eight);
        ref byte four = ref MemoryMarshal.GetArrayDataReference(_four);
        ref byte activity = ref MemoryMarshal.GetArrayDataReference(_activity);
        for (int y = 0; y < _codes.Height && !coder.IsExhausted; y++)
        {
            int row = _codes.Row(channel, y);
            _codes.OpenRow(row);
            for (int x = 0; x < _codes.Width; x++)
            {
                ref short v = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_codes.Values), row + x);
                int w = Unsafe.Add(ref v, -1), n = Unsafe.Add(ref v, -stride);
                int nw = Unsafe.Add(ref v, -stride - 1), ne = Unsafe.Add(ref v, -stride + 1);
                int ww = Unsafe.Add(ref v, -2), nn = Unsafe.Add(ref v, -2 * stride);
                ref short a = ref Unsafe.Add(ref before, (y * stride) + x);
                int a0 = a, aw = Unsafe.Add(ref a, -1), an = Unsafe.Add(ref a, -stride), ae = Unsafe.Add(ref a, 1), south = Unsafe.Add(ref a, stride);
                int b0 = Unsafe.Add(ref second, (y * stride) + x);

                int act = At(ref activity, (2 * (w + n)) + nw + ne + ww + nn);
                int actBefore = At(ref activity, (2 * a0) + aw + an + ae + south) / 3;
                int median = nw >= Math.Max(w, n) ? Math.Min(w, n) : nw <= Math.Min(w, n) ? Math.Max(w, n) : w + n - nw;
                _mixer.Select(0, ((channel * 16) + (act / 3)) & (Lines - 1));
                _mixer.Select(1, (At(ref eight, w) * 128) + (At(ref eight, n) * 16) + (At(ref four, ne) * 4) + At(ref four, nw));
                _mixer.Select(2, (act * 16) + actBefore);
                _mixer.Select(3, (At(ref eight, a0) * 128) + (At(ref eight, b0) * 16) + (act / 3));
                _mixer.Select(4, (act * 64) + (At(ref four, a0) * 16) + (At(ref four, ae) * 4) + At(ref four, south));
                _mixer.Select(5, (At(ref eight, median) * 256) + (At(ref four, Math.Abs(w - nw)) * 64) + (At(ref four, Math.Abs(ne - n)) * 16) + actBefore);
                _mixer.Select(6, (At(ref four, w) * 1024) + (At(ref four, n) * 256) + (At(ref four, nw) * 64) + (At(ref four, ne) * 16)
                    + (At(ref four, ww) * 4) + At(ref four, nn));
                int group = act * WeightGroups / Activities * _nodes;
                v = (short)Word(ref coder, v, group);
            }

            _codes.CloseRow(row);
        }

        _codes.Close(channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Word<TCoder>(ref TCoder coder, int value, int group)
        where TCoder : IRangeCoder, allows ref struct
    {
        int place = 0;
        do
        {
            int node = Math.Min(place, _nodes - 1);
            if (_mixer.Code(ref coder, value > place ? 1 : 0, node, group + node) == 0)
            {
                break;
            }
        }
        while (++place < _last);

        return place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int At(ref byte table, int index) => Unsafe.Add(ref table, index);

    // 0 is 0; 1..last are spread over 1..levels-1.
    private static byte[] Fold(int last, int levels)
    {
        var table = new byte[last + 1];
        for (int i = 1; i <= last; i++)
        {
            table[i] = (byte)(1 + ((i - 1) * (levels - 1) / Math.Max(last, levels - 1)));
        }

        return table;
    }
}
