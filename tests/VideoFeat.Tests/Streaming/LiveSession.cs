using System.Diagnostics;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Live;
using VideoFeat.Streaming;
using VideoFeat.Tests.Rtp;

namespace VideoFeat.Tests.Streaming;

/// <summary>A stream of small features through a live carrier, for as long as the other side needs. Every wait is limited.</summary>
internal sealed class LiveSession : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan SetPeriod = TimeSpan.FromMilliseconds(25);

    private readonly CancellationTokenSource _limit = new(Limit);

    public LiveSession(FeatureStream stream) => Stream = stream;

    public FeatureStream Stream { get; }

    public CancellationToken Token => _limit.Token;

    public static LiveOptions Options { get; } = new() { CallTimeout = TimeSpan.FromSeconds(5), ReconnectLimit = TimeSpan.FromSeconds(60) };

    /// <summary>Sends until <paramref name="until"/> is done, then ends the session.</summary>
    public async Task<LiveSenderStatistics> SendAsync(string address, Task until, LiveOptions? options = null)
    {
        await using LiveSender sender = await LiveSender.ConnectAsync(
            LiveAddress.Parse(address), Stream.ExtraData, Stream.FrameWidth, Stream.FrameHeight, 30, options ?? Options, cancellation: Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task ending = until.ContinueWith(_ => end.Cancel(), TaskScheduler.Default);
        try
        {
            while (!until.IsCompleted)
            {
                using CodedFeature coded = Stream.Next(sender.TakeKeyRequest());
                await sender.SendAsync(coded, end.Token);
                await Task.Delay(SetPeriod, end.Token);
            }
        }
        catch (OperationCanceledException) when (until.IsCompleted)
        {
            // The other side has what it wanted, and may be gone.
        }

        await ending;
        await sender.DisposeAsync();
        return sender.Statistics;
    }

    /// <summary>Receives until so many sets were intact, and <paramref name="until"/> is done; looks at each on the way.</summary>
    public async Task<List<DecodedFeature>> ReceiveAsync(IUnitReceiver receiver, int intact, Action<int>? look = null, Task? until = null)
    {
        List<DecodedFeature> features = [];
        using var reception = new FeatureReception();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await foreach (DecodedFeature feature in reception.RunAsync(receiver, enough.Token))
        {
            features.Add(feature);
            int good = (int)reception.Count(FeatureState.Intact);
            look?.Invoke(good);
            if (good >= intact)
            {
                await (until ?? Task.CompletedTask);
                await enough.CancelAsync();
            }
        }

        return features;
    }

    /// <summary>Starts a program that is ended with the returned object.</summary>
    public static Program Run(string program, string arguments) => new(Process.Start(new ProcessStartInfo(program, arguments.Split(' '))
    {
        RedirectStandardError = true,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);

    public void Dispose() => _limit.Dispose();

    /// <summary>An outside program.</summary>
    internal sealed class Program(Process process) : IDisposable
    {
        public Process Process => process;

        /// <summary>Ctrl-C, and its end; FFmpeg takes a second one where it waits for packets.</summary>
        public async Task InterruptAsync(CancellationToken token)
        {
            for (int i = 0; i < 2 && !process.HasExited; i++)
            {
                using Process interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await interrupt.WaitForExitAsync(token);
                await Task.WhenAny(process.WaitForExitAsync(token), Task.Delay(TimeSpan.FromSeconds(3), token));
            }

            await process.WaitForExitAsync(token);
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }
    }
}
