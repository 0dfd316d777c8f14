using System.Net;
using System.Net.Sockets;

namespace VideoFeat.Benchmarks;

/// <summary>UDP ports for a run.</summary>
internal static class Ports
{
    /// <summary>A free one, even, as libavformat takes the next one for RTCP.</summary>
    public static int Free()
    {
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            probe.Bind(new IPEndPoint(IPAddress.Any, 0));
            int port = ((IPEndPoint)probe.LocalEndPoint!).Port;
            if (port % 2 == 0)
            {
                return port;
            }
        }
    }
}
