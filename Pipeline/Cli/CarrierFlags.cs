using System.CommandLine;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using VideoFeat.Bridges.Live;

namespace VideoFeat.Cli;

/// <summary>The flags of both ends of a live stream.</summary>
internal sealed class CarrierFlags
{
    private readonly Option<string> _transport = new("--rtsp-transport") { Description = "What RTSP carries its packets over: tcp or udp.", DefaultValueFactory = _ => "tcp" };
    private readonly Option<string?> _interface = new("--interface") { Description = "Network interface for multicast: its name, or its address." };
    private readonly Option<double?> _reconnect = new("--reconnect")
    {
        Description = "Seconds that a connection which is not there, or no more, is tried again: rtsp, srt, udp (default 30). rtp: wait so long for another sender after a goodbye (default 0).",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _transport, _interface, _reconnect })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Seconds to wait for another sender over RTP; null ends with the first.</summary>
    public TimeSpan? Reconnect(ParseResult result) => result.GetValue(_reconnect) is double seconds && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    /// <exception cref="ArgumentException">A flag's value is none of those allowed.</exception>
    public LiveOptions Live(ParseResult result, AddressFamily family = AddressFamily.InterNetwork) => new()
    {
        Transport = CodecFlags.Choice("--rtsp-transport", result.GetValue(_transport)!, ("tcp", LiveTransport.Tcp), ("udp", LiveTransport.Udp)),
        Interface = Interface(result, family),
        ReconnectLimit = result.GetValue(_reconnect) is double seconds ? TimeSpan.FromSeconds(seconds) : new LiveOptions().ReconnectLimit,
    };

    /// <summary>The interface's address of that family; null where none was named.</summary>
    /// <exception cref="ArgumentException">No such interface, or none of its addresses is of the family.</exception>
    public IPAddress? Interface(ParseResult result, AddressFamily family)
    {
        if (result.GetValue(_interface) is not string text)
        {
            return null;
        }

        NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
        return all.Where(i => i.Name == text || i.GetIPProperties().UnicastAddresses.Any(a => $"{a.Address}" == text))
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == family && (!IPAddress.TryParse(text, out IPAddress? exact) || exact.AddressFamily != family || exact.Equals(a)))
            ?? throw new ArgumentException(
                $"--interface is '{text}'; allowed are {string.Join(", ", all.Select(i => i.Name))}, or an address of theirs, of the family that the stream has.");
    }
}
