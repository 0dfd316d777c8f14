using System.Diagnostics;
using System.Net;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Sdp;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp.Interop;

/// <summary>Sends a few feature sets through one outside program, and compares what comes back. Every wait is limited.</summary>
internal sealed class InteropRun : IDisposable
{
    public const int Sets = 12;

    // What FFmpeg's program ends with after an interrupt.
    private const int InterruptedStatus = 255;

    private const int PacketBytes = 400;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60), Settle = TimeSpan.FromMilliseconds(700), Quiet = TimeSpan.FromSeconds(3);

    private readonly InteropPath _path;
    private readonly TemporaryFolder _folder = new();
    private readonly FeatureStream _stream;
    private readonly CancellationTokenSource _limit = new(Limit);
    private readonly SrtpKey? _key;
    private readonly int _sendPort = Ports.Free(), _listenPort = Ports.Free();

    private InteropRun(InteropPath path, InteropCase coded)
    {
        _path = path;
        _stream = new FeatureStream(coded.Lossless, coded.Prediction, coded.Bits, keyInterval: 5);
        _key = path.Suite is SrtpSuite suite ? SrtpKey.Create(suite) : null;
    }

    /// <summary>Recorded features, where the path records.</summary>
    private string Recording => _folder["out" + _path.Records];

    /// <summary>Runs; <paramref name="look"/> sees the recording before it is deleted.</summary>
    /// <exception cref="InvalidOperationException">A set is wrong, or too few came, or one came without its SEI; the message says so.</exception>
    public static async Task<int> RunAsync(InteropPath path, InteropCase coded, Action<string>? look = null)
    {
        using var run = new InteropRun(path, coded);
        List<DecodedFeature> features = await run.CarryAsync();
        Dictionary<FeatureState, int> states = run._stream.Check(features);
        int intact = states.GetValueOrDefault(FeatureState.Intact);
        if (intact < Sets - path.Holds || states.Count > 1)
        {
            throw new InvalidOperationException($"of {Sets} sets came {(states.Count == 0 ? "none" : string.Join(", ", states.Select(s => $"{s.Value} {s.Key}")))}");
        }

        if (path.Records is not null)
        {
            look?.Invoke(run.Recording);
        }

        return intact;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _folder.Dispose();
        _limit.Dispose();
    }

    private async Task<List<DecodedFeature>> CarryAsync()
    {
        RtpReceiver? receiver = _path.Sends ? RtpReceiver.Bind(new SessionDescription { Address = IPAddress.Loopback, Port = _sendPort, Key = _key }) : null;
        await using IAsyncDisposable? receiving = receiver;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        var features = new List<DecodedFeature>();
        Task decoding = receiver is null ? Task.CompletedTask : DecodeAsync(receiver, features, end.Token);
        if (_path.Listens)
        {
            await SendAsync();
        }
        else
        {
            // With RTCP beside it, GStreamer does not end by itself.
            using Process process = Start(Places(WriteFile(), 0));
            await Task.WhenAny(process.WaitForExitAsync(_limit.Token), decoding);
            await EndAsync(process);
        }

        if (_path.Records is not null)
        {
            using var decoder = FeatureDecoder.Open();
            features.AddRange(decoder.DecodeFile(Recording));
            return decoder.ForeignUnits == 0 ? features : throw new InvalidOperationException($"{decoder.ForeignUnits} access units without their SEI");
        }

        end.CancelAfter(Quiet);
        await decoding;
        return features;
    }

    // Until the other side listens, packets go nowhere.
    private async Task SendAsync()
    {
        var options = new RtpOptions { Multiplexed = _path.Multiplexed, Retransmission = false, MaxPacketBytes = PacketBytes, Key = _key };
        await using RtpSender sender = RtpSender.Connect(new IPEndPoint(IPAddress.Loopback, _listenPort), _stream.ExtraData, options);
        string sdp = _folder["session.sdp"];
        await File.WriteAllTextAsync(sdp, sender.Description.ToText(), _limit.Token);
        using Process process = Start(Places(sdp, sender.Description.MediaSsrc!.Value));
        try
        {
            await ListeningAsync(process);
            for (int i = 0; i < Sets; i++)
            {
                using CodedFeature coded = _stream.Next();
                await sender.SendAsync(coded, _limit.Token);
                await Task.Delay(20, _limit.Token);
            }

            // FFmpeg ends at our goodbye; GStreamer does not, and must be told to finish its file.
            await sender.DisposeAsync();
            await Task.Delay(Settle, _limit.Token);
            if (!process.HasExited)
            {
                using Process interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await interrupt.WaitForExitAsync(_limit.Token);
                await process.WaitForExitAsync(_limit.Token);
            }
        }
        finally
        {
            await EndAsync(process);
        }
    }

    private async Task ListeningAsync(Process process)
    {
        string wanted = $":{_listenPort:X4} ";
        while (OperatingSystem.IsLinux() && !(await File.ReadAllTextAsync("/proc/net/udp", _limit.Token)).Contains(wanted, StringComparison.Ordinal))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{_path.Program} ended with {process.ExitCode}: {await process.StandardError.ReadToEndAsync(_limit.Token)}");
            }

            await Task.Delay(50, _limit.Token);
        }

        await Task.Delay(Settle, _limit.Token);
    }

    // One that is still there is no longer needed; one that failed says why.
    private async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(_limit.Token);
        }
        else if (process.ExitCode is not (0 or InterruptedStatus))
        {
            throw new InvalidOperationException($"{_path.Program} ended with {process.ExitCode}: {await process.StandardError.ReadToEndAsync(_limit.Token)}");
        }
    }

    private static async Task DecodeAsync(RtpReceiver receiver, List<DecodedFeature> features, CancellationToken cancellation)
    {
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

                if (features.Count == Sets)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // what has come so far counts
        }

        if (decoder.ForeignUnits > 0)
        {
            throw new InvalidOperationException($"{decoder.ForeignUnits} access units without their SEI");
        }
    }

    private string WriteFile()
    {
        string path = _folder["in.mkv"];
        using FeatureFileWriter writer = FeatureFileWriter.Create(path, _stream.ExtraData, _stream.FrameWidth, _stream.FrameHeight, 30);
        for (int i = 0; i < Sets; i++)
        {
            using CodedFeature coded = _stream.Next();
            writer.Write(coded);
        }

        writer.Finish();
        return path;
    }

    private InteropPlaces Places(string input, uint ssrc) => new(input, Recording, input, _sendPort, _listenPort, ssrc, _key);

    private Process Start(InteropPlaces places) => Process.Start(new ProcessStartInfo(_path.Program, _path.Command(places))
    {
        RedirectStandardError = true,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
