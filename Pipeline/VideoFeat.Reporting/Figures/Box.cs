namespace VideoFeat.Reporting.Figures;

/// <summary>An upright rectangle.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public bool Touches(Box other) => Left < other.Right && Right > other.Left && Top < other.Bottom && Bottom > other.Top;
}
