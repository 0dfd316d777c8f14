using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

/// <summary>Ourselves over real sockets on loopback; every wait is limited. <see cref="Interop.InteropTests"/> has the others.</summary>
public class UdpTests
{
    private const int Sets = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    public static TheoryData<string, bool, bool, SrtpSuite?> Sessions { get; } = new()
    {
        { "127.0.0.1", true, true, null },
        { "127.0.0.1", false, false, null },
        { "::1", true, true, null },
        { "127.0.0.1", true, true, SrtpSuite.AeadAes256Gcm },
        { "127.0.0.1", false, true, SrtpSuite.AesCm128HmacSha1Tag32 },
        { "239.255.77.1", true, true, null },
    };

    [Theory]
    [MemberData(nameof(Sessions))]
    public async Task Tensors_come_over_a_socket_bit_for_bit(string address, bool multiplexed, bool lossless, SrtpSuite? suite)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var stream = new FeatureStream(lossless, Prediction.LowDelayP, bits: 10, keyInterval: 5);
        var options = new RtpOptions { Multiplexed = multiplexed, MaxPacketBytes = 400, Key = suite is SrtpSuite s ? SrtpKey.Create(s) : null };
        await using RtpSender sender = RtpSender.Connect(new IPEndPoint(IPAddress.Parse(address), Ports.Free()), stream.ExtraData, options);
        await using RtpReceiver receiver = RtpReceiver.Bind(sender.Description.ToText());
        Task<List<DecodedFeature>> receiving = DecodeAsync(receiver, limit.Token);
        for (int i = 0; i < Sets; i++)
        {
            using CodedFeature coded = stream.Next(sender.TakeKeyRequest());
            await sender.SendAsync(coded, limit.Token);
        }

        await Task.Delay(200, limit.Token);
        await sender.DisposeAsync();
        List<DecodedFeature> features = await receiving;
        Assert.Equal(Sets, features.Count);
        Assert.Equal(Sets, stream.Check(features)[FeatureState.Intact]);
        Assert.True(receiver.Statistics.SocketBufferBytes > 0);
        Assert.Equal(0, receiver.Statistics.Missing);
    }

    [Fact]
    public async Task Another_key_is_an_error_and_not_silence()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var stream = new FeatureStream(true, Prediction.Intra);
        var options = new RtpOptions { Key = SrtpKey.Create() };
        await using RtpSender sender = RtpSender.Connect(new IPEndPoint(IPAddress.Loopback, Ports.Free()), stream.ExtraData, options);
        await using RtpReceiver receiver = RtpReceiver.Bind(sender.Description with { Key = SrtpKey.Create() }, new RtpReceiverOptions { AuthenticationFailureLimit = 8 });
        Task<List<DecodedFeature>> receiving = DecodeAsync(receiver, limit.Token);
        for (int i = 0; i < Sets; i++)
        {
            using CodedFeature coded = stream.Next();
            await sender.SendAsync(coded, limit.Token);
        }

        BridgeException e = await Assert.ThrowsAsync<BridgeException>(() => receiving);
        Assert.Matches("^[0-9]+ SRTP packets in a row are not authentic under AEAD_AES_128_GCM: sender and receiver have different keys or suites.$", e.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_at_once()
    {
        int port = Ports.Free();
        await using RtpReceiver first = RtpReceiver.Bind(Session(port));
        BridgeException e = Assert.Throws<BridgeException>(() => RtpReceiver.Bind(Session(port)));
        Assert.StartsWith($"UDP 127.0.0.1:{port}: ", e.Message, StringComparison.Ordinal);
    }

    private static async Task<List<DecodedFeature>> DecodeAsync(RtpReceiver receiver, CancellationToken cancellation)
    {
        List<DecodedFeature> features = [];
        using var decoder = FeatureDecoder.Open();
        try
        {
            await foreach (ReceivedUnit unit in receiver.ReceiveAsync(cancellation))
            {
                using (unit)
                {
                    decoder.Send(unit.Unit.Data.Span);
                }

                while (decoder.TryReceive(out DecodedFeature? feature))
                {
                    features.Add(feature!);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // what has come so far counts
        }

        return features;
    }

    private static SessionDescription Session(int port) => new() { Address = IPAddress.Loopback, Port = port };
}
