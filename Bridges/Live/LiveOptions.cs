using System.Net;
using VideoFeat.Bridges.Rtp;

namespace VideoFeat.Bridges.Live;

/// <summary>Options of <see cref="LiveSender"/> and <see cref="LiveReceiver"/>. Immutable; checked together when one opens.</summary>
public sealed record LiveOptions
{
    /// <summary>What RTSP carries its packets over.</summary>
    public LiveTransport Transport { get; init; } = LiveTransport.Tcp;

    /// <summary>Address of the network interface for multicast; null leaves it to the system.</summary>
    public IPAddress? Interface { get; init; }

    /// <summary>Hops of multicast packets, 0..255; 1 stays in the local network.</summary>
    public int TimeToLive { get; init; } = 1;

    /// <summary>Limit of every single wait: connecting, sending an access unit, silence while receiving; 0.1..600 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection that does not exist yet, or no more, is tried again; 0..86400 s. 0 tries once and never again.</summary>
    public TimeSpan ReconnectLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A larger access unit is dropped; 1 KiB..1 GiB.</summary>
    public int MaxUnitBytes { get; init; } = 32 << 20;

    /// <summary>Received access units that wait to be taken, 1..10000; then the connection is held back.</summary>
    public int MaxWaitingUnits { get; init; } = 64;

    /// <summary>Throws with every fault, its value and the allowed range.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message lists them all.</exception>
    public void Validate() => OptionFaults.Throw(
        (Enum.IsDefined(Transport), $"transport is {(int)Transport}; allowed are Tcp, Udp"),
        (TimeToLive is >= 0 and <= 255, $"time to live is {TimeToLive}; allowed are 0..255"),
        (CallTimeout.TotalSeconds is >= 0.1 and <= 600, $"call timeout is {CallTimeout.TotalSeconds} s; allowed are 0.1..600"),
        (ReconnectLimit.TotalSeconds is >= 0 and <= 86_400, $"reconnecting is limited to {ReconnectLimit.TotalSeconds} s; allowed are 0..86400"),
        (MaxUnitBytes is >= 1 << 10 and <= 1 << 30, $"access unit limit is {MaxUnitBytes} bytes; allowed are 1024..{1 << 30}"),
        (MaxWaitingUnits is >= 1 and <= 10_000, $"waiting units is {MaxWaitingUnits}; allowed are 1..10000"));
}
