using System.Globalization;

namespace VideoFeat.Benchmarks.Delay;

/// <summary>Delays of one stream to one receiver, in milliseconds.</summary>
internal sealed record DelayResult(string Tensor, string Codes, double BytesPerUnit, double PacketsPerUnit, string Receiver, double[] DelaysMs, double[] SendsMs)
{
    public double MedianMs => Quantile(DelaysMs, 0.5);

    public double P99Ms => Quantile(DelaysMs, 0.99);

    public void Print() => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{Tensor,-12} {Codes,-9} {BytesPerUnit / 1000,8:F1} {PacketsPerUnit,8:F1}  {Receiver,-12} {DelaysMs.Length,6} {MedianMs,8:F2} {P99Ms,8:F2} {Quantile(DelaysMs, 1),8:F2}  {Quantile(SendsMs, 0.5),9:F2}"));

    private static double Quantile(double[] values, double q) => values.Length == 0 ? double.NaN : values.Order().ElementAt((int)Math.Ceiling(q * (values.Length - 1)));
}
