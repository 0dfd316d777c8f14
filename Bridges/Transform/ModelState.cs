using System.IO.Compression;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.Transform;

/// <summary>What a model learned from calibration tensors: where every segment starts. Probabilities and rates in eight bits each, so that both ends and the file agree.</summary>
internal sealed class ModelState
{
    // A learned probability may still move by 1/32 of the way: other tensors are like those that it was learned from, not the same.
    private const int SlowestStart = 65536 / 32;
    private const int WeightShift = 4;

    private readonly byte[][] _parts;

    private ModelState(byte[][] parts) => _parts = parts;

    /// <summary>What a model knows now.</summary>
    public static ModelState Of(CoefficientModel model)
    {
        ContextMixer[] mixers = model.Mixers;
        return new ModelState([.. mixers.Select(Read)]);
    }

    /// <summary>Reads a state, which is DEFLATE data of exactly the length that the model takes; what is wrong, or null.</summary>
    public static string? Parse(ReadOnlySpan<byte> bytes, out ModelState? state)
    {
        state = null;
        int[] lengths = [.. new CoefficientModel(MixerWidth.Scalar, null).Mixers.Select(m => Length(m))];
        var whole = new byte[lengths.Sum() + 1];
        try
        {
            using var source = new MemoryStream(bytes.ToArray());
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            if (inflate.ReadAtLeast(whole, whole.Length, throwOnEndOfStream: false) != whole.Length - 1)
            {
                return $"its model state is not {whole.Length - 1} bytes long.";
            }
        }
        catch (InvalidDataException)
        {
            return "its model state is no DEFLATE data.";
        }

        var parts = new byte[lengths.Length][];
        int at = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = whole[at..(at + lengths[i])];
            at += lengths[i];
        }

        state = new ModelState(parts);
        return null;
    }

    /// <summary>The state as DEFLATE data.</summary>
    public byte[] ToBytes()
    {
        using var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach (byte[] part in _parts)
            {
                deflate.Write(part);
            }
        }

        return target.ToArray();
    }

    /// <summary>Makes a mixer know what this state knows.</summary>
    public void CopyTo(int index, ContextMixer mixer)
    {
        ReadOnlySpan<byte> part = _parts[index];
        Span<uint> counters = mixer.Counters;
        Span<int> weights = mixer.Weights;
        for (int i = 0; i < counters.Length; i++)
        {
            uint p = (uint)((part[i] << 8) + 128);
            int halvings = part[counters.Length + i];
            counters[i] = (p << 16) | (uint)Math.Max(SlowestStart, 32768 >> Math.Min(halvings, 15));
        }

        for (int i = 0; i < weights.Length; i++)
        {
            int at = (2 * counters.Length) + (2 * i);
            weights[i] = (short)(part[at] | (part[at + 1] << 8)) << WeightShift;
        }
    }

    private static int Length(ContextMixer mixer) => 2 * (mixer.Counters.Length + mixer.Weights.Length);

    private static byte[] Read(ContextMixer mixer)
    {
        ReadOnlySpan<uint> counters = mixer.Counters;
        ReadOnlySpan<int> weights = mixer.Weights;
        var part = new byte[Length(mixer)];
        for (int i = 0; i < counters.Length; i++)
        {
            uint rate = counters[i] & 0xFFFF;
            int halvings = 0;
            while ((32768u >> (halvings + 1)) >= rate)
            {
                halvings++;
            }

            part[i] = (byte)(counters[i] >> 24);
            part[counters.Length + i] = (byte)halvings;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            int weight = Math.Clamp(weights[i] >> WeightShift, short.MinValue, short.MaxValue);
            part[(2 * counters.Length) + (2 * i)] = (byte)weight;
            part[(2 * counters.Length) + (2 * i) + 1] = (byte)(weight >> 8);
        }

        return part;
    }
}
