using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Streaming;
using VideoFeat.Tests;

namespace VideoFeat.Benchmarks.Loss;

/// <summary>Runs one session in real time: sender, relay, receiver, all on UDP sockets of loopback; and FFmpeg's receiver beside ours where there is no help.</summary>
internal static class LossSession
{
    private const int MaxPacketBytes = 300;

    // FFmpeg's receiver does not say when it listens.
    private static readonly TimeSpan Beginning = TimeSpan.FromMilliseconds(300), Limit = TimeSpan.FromSeconds(10);

    public static async Task<LossResult> RunAsync(LossCase given, int sets, double setsPerSecond, int seed)
    {
        using var stream = new LossStream(given.Lossless, given.Prediction);
        var recovery = new RecoveryClock();
        bool compares = given is { Retransmission: false, RepairShare: 0 };
        int port = Ports.Free(), otherPort = Ports.Free();
        TimeSpan middle = Beginning + TimeSpan.FromSeconds(sets / setsPerSecond / 2) - (given.Impairment.Outage / 2);
        await using var relay = new Relay(
            given.Impairment, new IPEndPoint(IPAddress.Loopback, port), compares ? new IPEndPoint(IPAddress.Loopback, otherPort) : null,
            setsPerSecond, middle, recovery, seed);
        RtpSender sender = RtpSender.Connect(relay.Address, stream.ExtraData, new RtpOptions
        {
            MaxPacketBytes = MaxPacketBytes,
            FramesPerSecond = setsPerSecond,
            Retransmission = given.Retransmission,
            RepairShare = given.RepairShare,
        });
        await using RtpReceiver receiver = RtpReceiver.Bind(sender.Description with { Port = port });
        using FfmpegReceiver? ffmpeg = compares ? new FfmpegReceiver((sender.Description with { Port = otherPort, Multiplexed = false }).ToText(), stream) : null;
        using var end = new CancellationTokenSource();
        Task<LossResult> receiving = ReceiveAsync(given, receiver, stream, relay, recovery, sets, end.Token);
        await Task.Delay(Beginning);
        long bytes = await SendAsync(sender, stream, sets, setsPerSecond);
        await sender.DisposeAsync();
        end.CancelAfter(Limit);
        LossResult result = await receiving;
        ffmpeg?.Finish();
        return result with
        {
            RecoverMs = [.. recovery.Milliseconds],
            Overhead = ((double)relay.Bytes / bytes) - 1,
            KeyRequests = receiver.Statistics.KeyRequests,
            FfmpegPictures = ffmpeg?.Pictures,
            FfmpegWrong = ffmpeg?.Wrong - ffmpeg?.Flagged,
            FfmpegFlagged = ffmpeg?.Flagged,
        };
    }

    private static async Task<long> SendAsync(RtpSender sender, LossStream stream, int sets, double setsPerSecond)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / setsPerSecond));
        long bits = 0;
        for (int i = 0; i < sets; i++)
        {
            using CodedFeature coded = stream.Next(sender.TakeKeyRequest());
            bits += coded.Bits;
            await sender.SendAsync(coded);
            await timer.WaitForNextTickAsync();
        }

        return bits / 8;
    }

    private static async Task<LossResult> ReceiveAsync(
        LossCase given, RtpReceiver receiver, LossStream stream, Relay relay, RecoveryClock recovery, int sets, CancellationToken cancellation)
    {
        using var reception = new FeatureReception(ConcealmentPolicy.RepeatLast);
        int[] reported = new int[sets];
        int wrong = 0;
        await foreach (DecodedFeature feature in reception.RunAsync(receiver, cancellation))
        {
            using (feature)
            {
                reported[feature.Sequence]++;
                if (feature.State is FeatureState.Intact or FeatureState.Unchecked)
                {
                    recovery.Intact((int)feature.Sequence, relay.Now);
                    wrong += stream.IsRight(feature) ? 0 : 1;
                }
            }
        }

        return new LossResult
        {
            Stream = given.Stream,
            Help = given.Help,
            Impairment = given.Impairment.Name,
            Sent = sets,
            Intact = (int)reception.Count(FeatureState.Intact),
            Concealed = (int)reception.Count(FeatureState.Concealed),
            Lost = (int)reception.Count(FeatureState.Lost),
            Wrong = wrong,
            Unaccounted = reported.Count(r => r != 1),
            RecoverMs = [],
        };
    }
}
