namespace VideoFeat.Bridges.NearLossless;

/// <summary>Earlier channels of the segment that a channel is like, the likest first, each counted from 1; 0 for none, and none after one that is none.</summary>
internal readonly record struct ChannelReferences(int First, int Second = 0, int Third = 0, int Fourth = 0)
{
    /// <summary>Most of them in a set that refers to no other.</summary>
    public const int Alone = 2;

    /// <summary>Most of them in any other set.</summary>
    public const int Most = 4;

    /// <summary>The likest is 0.</summary>
    public int this[int index] => index switch { 0 => First, 1 => Second, 2 => Third, _ => Fourth };

    /// <summary>The first few of a list; what is behind its end is none.</summary>
    public static ChannelReferences Of(ReadOnlySpan<int> channels) => new(
        channels.Length > 0 ? channels[0] : 0, channels.Length > 1 ? channels[1] : 0, channels.Length > 2 ? channels[2] : 0, channels.Length > 3 ? channels[3] : 0);
}
