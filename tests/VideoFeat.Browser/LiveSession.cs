using System.Diagnostics;
using System.Text.Json;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;
using VideoFeat.Tests;

namespace VideoFeat.Browser;

/// <summary>A sender and a receiver with a page, as a user starts them: processes on loopback.</summary>
internal sealed class LiveSession : IAsyncDisposable
{
    private static readonly string Videofeat = Path.Combine(AppContext.BaseDirectory, "videofeat.dll");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder;
    private readonly Process _sender;
    private readonly Process _receiver;
    private readonly Task<string> _figures;

    private LiveSession(TemporaryFolder folder, Process sender, Process receiver, Uri page)
    {
        _folder = folder;
        _sender = sender;
        _receiver = receiver;
        _figures = receiver.StandardOutput.ReadToEndAsync();
        Page = page;
    }

    public Uri Page { get; }

    public static async Task<LiveSession> StartAsync()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["in"]);
        for (int i = 0; i < 24; i++)
        {
            using FeatureTensor tensor = MovingFeatures.At(i / 24.0);
            NpyFile.Write(Path.Combine(folder["in"], $"f{i:D2}.npy"), tensor);
        }

        using var limit = new CancellationTokenSource(Limit);
        Process sender = Start("send", folder["in"], "--to", $"rtp://127.0.0.1:{Ports.Free()}", "--sdp", folder["s.sdp"],
            "--prediction", "p", "--fps", "15", "--repeat", "--duration", "300", "--json");
        _ = sender.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = sender.StandardError.ReadToEndAsync(CancellationToken.None);
        while (!File.Exists(folder["s.sdp"]) || new FileInfo(folder["s.sdp"]).Length == 0)
        {
            await Task.Delay(50, limit.Token);
        }

        Process receiver = Start("receive", folder["s.sdp"], "--monitor", "127.0.0.1:0", "--json");
        string? line = await receiver.StandardError.ReadLineAsync(limit.Token);
        const string Said = "monitor: ";
        Assert.StartsWith(Said, line, StringComparison.Ordinal);
        _ = receiver.StandardError.ReadToEndAsync(CancellationToken.None);
        return new LiveSession(folder, sender, receiver, new Uri(line![Said.Length..]));
    }

    /// <summary>A request to end at the sender (Ctrl-C is ignored where the tests run in the background): it says goodbye, and the receiver sums up.</summary>
    public async Task<JsonElement> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using (Process kill = Process.Start("kill", ["-TERM", $"{_sender.Id}"]))
        {
            await kill.WaitForExitAsync(limit.Token);
        }

        await _receiver.WaitForExitAsync(limit.Token);
        return JsonDocument.Parse(await _figures).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in new[] { _sender, _receiver })
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        _folder.Dispose();
    }

    private static Process Start(params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo("dotnet", [Videofeat, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        return process;
    }
}
