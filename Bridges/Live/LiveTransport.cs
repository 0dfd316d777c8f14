namespace VideoFeat.Bridges.Live;

/// <summary>What RTSP carries its packets over.</summary>
public enum LiveTransport
{
    /// <summary>Inside the RTSP connection: nothing is lost, and a slow link holds the sender back.</summary>
    Tcp = 1,

    /// <summary>UDP packets of their own: nothing waits for a lost one.</summary>
    Udp = 2,
}
