namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>What the system gave of the socket buffers that were asked for, in words.</summary>
internal static class SocketBuffers
{
    /// <summary>What is short and how to raise it; null where nothing is.</summary>
    public static string? Warning(int asked, int receive, int send)
    {
        string[] limits = [.. new[] { (Name: "rmem_max", Given: receive), (Name: "wmem_max", Given: send) }
            .Where(b => b.Given < asked)
            .Select(b => $"net.core.{b.Name}={asked}")];
        return limits.Length == 0
            ? null
            : $"socket buffers are {receive} bytes to receive and {send} to send, asked were {asked}: a burst may be lost inside this machine"
                + (OperatingSystem.IsLinux() ? $"; sysctl -w {string.Join(' ', limits)} raises the limit." : ".");
    }
}
