using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>A UDP socket: IPv4 or IPv6, unicast or member of a multicast group.</summary>
internal sealed class UdpPort : IDatagramPort
{
    // ECONNREFUSED and its kin say only that nobody listens there yet; on Windows they come out of receiving, too.
    private static readonly SocketError[] NobodyThere = [SocketError.ConnectionRefused, SocketError.ConnectionReset, SocketError.HostUnreachable, SocketError.NetworkUnreachable];

    // SOL_UDP and UDP_SEGMENT of Linux's udp.h.
    private const int UdpLevel = 17, UdpSegment = 103;

    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private bool _cuts = OperatingSystem.IsLinux();
    private int _cutInto;

    private UdpPort(Socket socket, int askedBytes)
    {
        _socket = socket;

        // Linux answers with twice what it gives, the other half being for its own needs (socket(7), SO_RCVBUF).
        int factor = OperatingSystem.IsLinux() ? 2 : 1;
        ReceiveBufferBytes = socket.ReceiveBufferSize / factor;
        SendBufferBytes = socket.SendBufferSize / factor;
        Warning = SocketBuffers.Warning(askedBytes, ReceiveBufferBytes, SendBufferBytes);
    }

    /// <summary>Address and port that it is bound to.</summary>
    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    public int ReceiveBufferBytes { get; }

    public int SendBufferBytes { get; }

    public string? Warning { get; }

    /// <summary>Binds a socket.</summary>
    /// <param name="local">Where; port 0 takes any.</param>
    /// <param name="group">Multicast group to join; null for none.</param>
    /// <param name="bufferBytes">Socket buffers that are asked for.</param>
    /// <param name="timeToLive">Hops of multicast packets that are sent.</param>
    /// <param name="through">Address of the network interface for multicast; null leaves it to the system.</param>
    /// <exception cref="BridgeException">The port is taken, or the address is not of this machine; the message says so.</exception>
    public static UdpPort Bind(IPEndPoint local, IPAddress? group, int bufferBytes, int timeToLive, IPAddress? through = null)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        bool isV6 = local.AddressFamily == AddressFamily.InterNetworkV6;
        try
        {
            socket.ReceiveBufferSize = bufferBytes;
            socket.SendBufferSize = bufferBytes;
            if (group is not null)
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            }

            socket.Bind(local);
            SocketOptionLevel level = isV6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
            socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, timeToLive);
            int? index = through is null ? null : IndexOf(through);
            if (index is int chosen)
            {
                // IPv4 takes the number of an interface in network order where an address could stand, too.
                socket.SetSocketOption(level, SocketOptionName.MulticastInterface, isV6 ? chosen : IPAddress.HostToNetworkOrder(chosen));
            }

            if (group is not null)
            {
                socket.SetSocketOption(level, SocketOptionName.AddMembership, isV6
                    ? index is int v6 ? new IPv6MulticastOption(group, v6) : new IPv6MulticastOption(group)
                    : index is int v4 ? new MulticastOption(group, v4) : new MulticastOption(group));
            }

            return new UdpPort(socket, bufferBytes);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new BridgeException($"UDP {local}{(group is null ? "" : $" in group {group}")}: {e.Message} ({e.SocketErrorCode}).", e);
        }
    }

    /// <summary>True for IPv4 224.0.0.0/4 and IPv6 ff00::/8.</summary>
    public static bool IsMulticast(IPAddress address) =>
        address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >> 4 == 14);

    private static int IndexOf(IPAddress address)
    {
        foreach (NetworkInterface candidate in NetworkInterface.GetAllNetworkInterfaces())
        {
            IPInterfaceProperties properties = candidate.GetIPProperties();
            if (properties.UnicastAddresses.Any(u => u.Address.Equals(address)))
            {
                return address.AddressFamily == AddressFamily.InterNetworkV6 ? properties.GetIPv6Properties().Index : properties.GetIPv4Properties().Index;
            }
        }

        throw new BridgeException($"No network interface of this machine has the address {address}.");
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await _socket.ReceiveFromAsync(buffer, SocketFlags.None, from, cancellation).ConfigureAwait(false);
            }
            catch (SocketException e) when (NobodyThere.Contains(e.SocketErrorCode) || e.SocketErrorCode == SocketError.MessageSize)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> datagrams, int datagramBytes, SocketAddress to, CancellationToken cancellation)
    {
        // One at a time, since cutting is a setting of the socket.
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (datagrams.Length > datagramBytes && await TrySendCutAsync(datagrams, datagramBytes, to, cancellation).ConfigureAwait(false))
            {
                return;
            }

            for (int at = 0; at < datagrams.Length; at += datagramBytes)
            {
                await SendOneAsync(datagrams.Slice(at, Math.Min(datagramBytes, datagrams.Length - at)), to, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    // The kernel cuts one buffer into datagrams (UDP_SEGMENT of udp(7), Linux 4.18), which takes a sixth of the time that one call each does. Where the way out
    // cannot do it, as with datagrams beyond its MTU, the first try says so, and there is no other.
    private async ValueTask<bool> TrySendCutAsync(ReadOnlyMemory<byte> datagrams, int datagramBytes, SocketAddress to, CancellationToken cancellation)
    {
        if (!_cuts)
        {
            return false;
        }

        try
        {
            CutInto(datagramBytes);
            await _socket.SendToAsync(datagrams, SocketFlags.None, to, cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            _cuts = false;
            CutInto(0);
        }

        return _cuts;
    }

    // Stays until another size comes: what is no longer than it leaves as it is.
    private void CutInto(int datagramBytes)
    {
        if (datagramBytes != _cutInto)
        {
            _socket.SetRawSocketOption(UdpLevel, UdpSegment, BitConverter.GetBytes(datagramBytes));
            _cutInto = datagramBytes;
        }
    }

    private async ValueTask SendOneAsync(ReadOnlyMemory<byte> datagram, SocketAddress to, CancellationToken cancellation)
    {
        try
        {
            if (datagram.Length > _cutInto && _cutInto > 0)
            {
                CutInto(0);
            }

            await _socket.SendToAsync(datagram, SocketFlags.None, to, cancellation).ConfigureAwait(false);
        }
        catch (SocketException e) when (NobodyThere.Contains(e.SocketErrorCode))
        {
            // A receiver that is not there yet is no fault of the sender.
        }
        catch (SocketException e)
        {
            throw new BridgeException($"sending {datagram.Length} bytes by UDP failed: {e.Message} ({e.SocketErrorCode}).", e);
        }
    }
}
