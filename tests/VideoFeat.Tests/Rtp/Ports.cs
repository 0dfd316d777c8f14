using System.Net;
using System.Net.Sockets;

namespace VideoFeat.Tests.Rtp;

/// <summary>UDP ports for tests.</summary>
internal static class Ports
{
    /// <summary>One that was free a moment ago; even, as RTCP may take the next one.</summary>
    public static int Free()
    {
        for (int attempt = 0; ; attempt++)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            probe.Bind(new IPEndPoint(IPAddress.Any, 0));
            int port = ((IPEndPoint)probe.LocalEndPoint!).Port;
            if (port % 2 == 0 || attempt > 100)
            {
                return port;
            }
        }
    }
}
