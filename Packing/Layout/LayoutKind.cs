namespace VideoFeat.Packing.Layout;

/// <summary>How channels become pictures. The values are those of the feature header.</summary>
public enum LayoutKind
{
    /// <summary>All channels side by side on as few frames as possible.</summary>
    Tiled = 1,

    /// <summary>Each channel is a frame of its own: the tiled layout with a grid of 1x1.</summary>
    ChannelPerFrame = 2,

    /// <summary>The picture only carries: the codes travel in payload fragments of the feature header, and no region lies in a frame.</summary>
    Payload = 3,
}
