using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Streaming;
using VideoFeat.Tests.Rtp;

namespace VideoFeat.Tests.Streaming;

/// <summary>RTP through the front doors: senders one after the other, receivers side by side.</summary>
public class RtpDoorTests
{
    private const int Sets = 15;

    [Fact]
    public async Task A_sender_that_follows_another_is_taken_up_and_silence_ends_the_stream()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var endpoint = new IPEndPoint(IPAddress.Loopback, Ports.Free());
        using var first = new FeatureStream(lossless: true, Prediction.LowDelayP, 8, keyInterval: 5);
        using var second = new FeatureStream(lossless: true, Prediction.LowDelayP, 8, keyInterval: 5);
        RtpSender sender = RtpSender.Connect(endpoint, first.ExtraData);
        await using RtpReceiver receiver = RtpReceiver.Bind(sender.Description, new RtpReceiverOptions { EndAtBye = false });
        using var reception = new FeatureReception { IdleLimit = TimeSpan.FromSeconds(4) };
        Task<List<DecodedFeature>> receiving = CollectAsync(reception, receiver, limit.Token);
        await SendAsync(sender, first, limit.Token);
        await SendAsync(RtpSender.Connect(endpoint, second.ExtraData), second, limit.Token);
        List<DecodedFeature> features = await receiving;
        Assert.False(limit.IsCancellationRequested);
        Dictionary<FeatureState, int> states = first.Check(features);
        Assert.True(states[FeatureState.Intact] >= 2 * (Sets - 1), string.Join(", ", states));
        Assert.Equal(2, receiver.Statistics.Sources);
    }

    [Fact]
    public async Task A_picture_that_came_whole_but_wrong_costs_what_refers_to_it_and_asks_for_a_key_picture()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var endpoint = new IPEndPoint(IPAddress.Loopback, Ports.Free());
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP, 8, keyInterval: 1000);
        await using RtpSender sender = RtpSender.Connect(endpoint, stream.ExtraData);
        await using RtpReceiver receiver = RtpReceiver.Bind(sender.Description);
        using var reception = new FeatureReception();
        Task<List<DecodedFeature>> receiving = CollectAsync(reception, receiver, limit.Token);
        for (int i = 0; i < 3 || !limit.IsCancellationRequested && reception.Count(FeatureState.Intact) < 10; i++)
        {
            using CodedFeature coded = stream.Next(sender.TakeKeyRequest());
            byte[] unit = coded.Units[0].Data.ToArray();
            if (i == 3)
            {
                Assert.False(coded.Units[0].IsKey);
                unit[^20] ^= 0x55;
            }

            await sender.SendAsync(coded.Units[0] with { Data = unit }, limit.Token);
            await Task.Delay(20, limit.Token);
        }

        await sender.DisposeAsync();
        List<DecodedFeature> features = await receiving;
        Assert.False(limit.IsCancellationRequested);
        Assert.Equal([FeatureState.Intact, FeatureState.Intact, FeatureState.Intact, FeatureState.Lost], features.Take(4).Select(f => f.State));
        Assert.True(features[3].IsDamaged);
        Assert.Equal(FeatureState.Intact, features[^1].State);
        Assert.InRange(receiver.Statistics.KeyRequests, 1, 3);
        Assert.Equal(features.Count, stream.Check(features).Values.Sum());
    }

    [Fact]
    public async Task Receivers_of_a_group_all_have_the_stream_through_the_interface_that_was_named()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var endpoint = new IPEndPoint(IPAddress.Parse("239.255.77.21"), Ports.Free());
        using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP, 8, keyInterval: 5);
        RtpSender sender = RtpSender.Connect(endpoint, stream.ExtraData, new RtpOptions { Interface = IPAddress.Loopback, TimeToLive = 0 });
        var options = new RtpReceiverOptions { Interface = IPAddress.Loopback };
        await using RtpReceiver one = RtpReceiver.Bind(sender.Description, options);
        await using RtpReceiver other = RtpReceiver.Bind(sender.Description, options);
        using var receptionOfOne = new FeatureReception();
        using var receptionOfOther = new FeatureReception();
        Task<List<DecodedFeature>[]> receiving = Task.WhenAll(CollectAsync(receptionOfOne, one, limit.Token), CollectAsync(receptionOfOther, other, limit.Token));
        await SendAsync(sender, stream, limit.Token);
        foreach (List<DecodedFeature> features in await receiving)
        {
            Assert.Equal(Sets, stream.Check(features)[FeatureState.Intact]);
        }
    }

    [Fact]
    public void An_interface_that_is_not_there_is_told()
    {
        var endpoint = new IPEndPoint(IPAddress.Parse("239.255.77.22"), Ports.Free());
        BridgeException e = Assert.Throws<BridgeException>(() => RtpSender.Connect(endpoint, [], new RtpOptions { Interface = IPAddress.Parse("192.0.2.99") }));
        Assert.Equal("No network interface of this machine has the address 192.0.2.99.", e.Message);
    }

    private static async Task SendAsync(RtpSender sender, FeatureStream stream, CancellationToken cancellation)
    {
        await using (sender)
        {
            for (int i = 0; i < Sets; i++)
            {
                using CodedFeature coded = stream.Next(sender.TakeKeyRequest());
                await sender.SendAsync(coded, cancellation);
                await Task.Delay(10, cancellation);
            }
        }
    }

    private static async Task<List<DecodedFeature>> CollectAsync(FeatureReception reception, RtpReceiver receiver, CancellationToken cancellation)
    {
        List<DecodedFeature> features = [];
        await foreach (DecodedFeature feature in reception.RunAsync(receiver, cancellation))
        {
            features.Add(feature);
        }

        return features;
    }
}
