using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Lightweight;

/// <summary>A quantizer: levels, and for its encoder the thresholds between them. Immutable.</summary>
internal sealed class LevelTable
{
    /// <summary>Most levels: codes are bytes.</summary>
    public const int MostLevels = 256;

    private readonly float[] _levels;
    private readonly float[] _thresholds;

    private LevelTable(float[] levels, float[] thresholds, ValueRange? uniform)
    {
        _levels = levels;
        _thresholds = thresholds;
        Uniform = uniform;
    }

    /// <summary>What the codes 0..N-1 stand for, rising.</summary>
    public ReadOnlySpan<float> Levels => _levels;

    /// <summary>Threshold i is the smallest value that gets code i + 1 or a higher one; N - 1 of them. None in a decoder.</summary>
    public ReadOnlySpan<float> Thresholds => _thresholds;

    /// <summary>The ends, where the levels are evenly spaced between them; else null.</summary>
    public ValueRange? Uniform { get; }

    /// <summary>Evenly spaced levels with one at each end; thresholds half way. A range of one value is one level.</summary>
    /// <param name="range">Ends: c_min and c_max.</param>
    /// <param name="count">Levels, 2..256.</param>
    public static LevelTable Even(ValueRange range, int count)
    {
        count = range.Minimum < range.Maximum ? count : 1;
        var levels = new float[count];
        for (int i = 0; i < count; i++)
        {
            levels[i] = i == count - 1 ? range.Maximum : (float)(range.Minimum + (i * (((double)range.Maximum - range.Minimum) / (count - 1))));
        }

        var thresholds = new float[count - 1];
        for (int i = 0; i < thresholds.Length; i++)
        {
            thresholds[i] = (float)(((double)levels[i] + levels[i + 1]) / 2);
        }

        return new LevelTable(levels, thresholds, range);
    }

    /// <summary>Any levels, with their thresholds.</summary>
    public static LevelTable Of(ReadOnlySpan<double> levels, ReadOnlySpan<double> thresholds) => new(Floats(levels), Floats(thresholds), null);

    /// <summary>Levels as a stream gives them; what is wrong with them, or null.</summary>
    public static string? Read(float[] levels, out LevelTable? table)
    {
        table = null;
        for (int i = 0; i < levels.Length; i++)
        {
            if (!float.IsFinite(levels[i]) || (i > 0 && levels[i] < levels[i - 1]))
            {
                return $"level {i} is {levels[i]}{(i > 0 ? $" behind {levels[i - 1]}" : "")}; levels are finite and rise";
            }
        }

        table = new LevelTable(levels, [], null);
        return null;
    }

    private static float[] Floats(ReadOnlySpan<double> values)
    {
        var floats = new float[values.Length];
        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = (float)values[i];
        }

        return floats;
    }
}
