namespace VideoFeat.Monitoring.Figures;

/// <summary>One interval of the charts; null where nothing came.</summary>
/// <param name="Time">Its end, in seconds since 1970-01-01 UTC.</param>
/// <param name="SetsPerSecond">Sets handed out, lost ones apart.</param>
/// <param name="BitsPerElement">Bits of the access units over elements.</param>
/// <param name="KbitPerSecond">Access units, lost sets' included; network headers apart.</param>
/// <param name="DelayMedian">Capture to hand-over over the sliding window, milliseconds.</param>
/// <param name="DelayP99">As above.</param>
/// <param name="Intact">Sets a second in this state.</param>
/// <param name="Unchecked">As above.</param>
/// <param name="Concealed">As above.</param>
/// <param name="Lost">As above.</param>
internal sealed record FigurePoint(
    double Time,
    double SetsPerSecond,
    double? BitsPerElement,
    double KbitPerSecond,
    double? DelayMedian,
    double? DelayP99,
    double Intact,
    double Unchecked,
    double Concealed,
    double Lost);
