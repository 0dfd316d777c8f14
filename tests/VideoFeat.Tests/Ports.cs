using System.Net;
using System.Net.Sockets;

namespace VideoFeat.Tests;

/// <summary>
/// Ports for tests and benchmarks: pairs that nobody uses, for UDP and for TCP, and none twice in a process. Below those that kernels give to sockets that name none (Linux: from
/// 32768 up), since another test's socket may take such a port between the moment it was found free and its use.
/// </summary>
internal static class Ports
{
    private const int Lowest = 20000;
    private const int Pairs = 6000;

    // Processes that run at once begin elsewhere.
    private static int _next = Environment.ProcessId * 397;

    /// <summary>One that was free a moment ago, as was the next; even, as RTCP and libavformat may take the next one.</summary>
    public static int Free()
    {
        for (int attempt = 0; attempt < Pairs; attempt++)
        {
            int port = Lowest + (2 * (int)((uint)Interlocked.Increment(ref _next) % Pairs));
            if (IsFree(port) && IsFree(port + 1))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No two ports from {Lowest} to {Lowest + (2 * Pairs)} are free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Any, port));
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
