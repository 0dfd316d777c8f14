using System.Globalization;

namespace VideoFeat.Reporting.Figures;

/// <summary>Where values lie along one side of a figure.</summary>
internal sealed class Axis
{
    private readonly bool _isLog;
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;

    /// <param name="values">What must fit; of a log axis only what is above 0 counts.</param>
    /// <param name="isLog">Equal ratios look equal.</param>
    /// <param name="from">Place of the lower end.</param>
    /// <param name="to">Place of the upper end.</param>
    public Axis(IEnumerable<double> values, bool isLog, double from, double to)
    {
        (_isLog, _from, _to) = (isLog, from, to);
        double[] mapped = [.. values.Where(v => double.IsFinite(v) && (!isLog || v > 0)).Select(Map)];
        (double low, double high) = mapped.Length == 0 ? (0, 1) : (mapped.Min(), mapped.Max());
        double room = high > low ? (high - low) * 0.06 : isLog ? 0.1 : Math.Max(Math.Abs(high) * 0.01, 1e-6);
        (_low, _high) = (low - room, high + room);
    }

    /// <summary>Where a value lies; values outside lie at the ends.</summary>
    public double Place(double value) => _isLog && value <= 0 ? _from : _from + (Math.Clamp((Map(value) - _low) / (_high - _low), 0, 1) * (_to - _from));

    /// <summary>Round values along the axis with their texts.</summary>
    public IReadOnlyList<(double Value, string Text)> Ticks(int most)
    {
        List<double> ticks = _isLog ? LogTicks(most) : LinearTicks(_low, _high, most);
        return [.. ticks.Select(v => (v, v.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '\u2212')))];
    }

    // 1, 2, 5 of each decade; equal steps where the range is too short for those.
    private List<double> LogTicks(int most)
    {
        var ticks = new List<double>();
        for (int e = (int)Math.Floor(_low); e <= Math.Ceiling(_high); e++)
        {
            foreach (int m in (int[])[1, 2, 5])
            {
                double value = m * Math.Pow(10, e);
                if (Map(value) >= _low && Map(value) <= _high)
                {
                    ticks.Add(value);
                }
            }
        }

        return ticks.Count < 3 ? LinearTicks(Math.Pow(10, _low), Math.Pow(10, _high), most)
            : ticks.Count <= most ? ticks
            : [.. ticks.Where(v => Math.Abs(Map(v) - Math.Round(Map(v))) < 1e-9)];
    }

    private static List<double> LinearTicks(double low, double high, int most)
    {
        double rough = (high - low) / most;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var ticks = new List<double>();
        for (double k = Math.Ceiling(low / step); k * step <= high; k++)
        {
            ticks.Add(Math.Round(k * step, 12));
        }

        return ticks;
    }

    private double Map(double value) => _isLog ? Math.Log10(value) : value;
}
