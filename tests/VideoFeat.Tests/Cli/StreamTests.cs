using System.Text.Json;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Cli;

public class StreamTests
{
    [Theory]
    [InlineData("rtp")]
    [InlineData("srtp")]
    public async Task What_is_sent_is_received_and_written(string scheme)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["in"]);
        for (int i = 0; i < 4; i++)
        {
            using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 20, 20), i);
            NpyFile.Write(Path.Combine(folder["in"], $"item{i}.npy"), tensor);
        }

        // The sender writes the description first; what it sends before the receiver listens is lost, so it goes on for a while.
        Task<(int Status, string Output, string Error)> sending = Task.Run(() => Videofeat.Run(
            "send", folder["in"], "--to", $"{scheme}://127.0.0.1:{Ports.Free()}", "--sdp", folder["s.sdp"], "--lossless", "--bits", "10", "--range", "fixed:0,4",
            "--fps", "20", "--repeat", "--duration", "15", "--json"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!File.Exists(folder["s.sdp"]) || new FileInfo(folder["s.sdp"]).Length == 0)
        {
            await Task.Delay(50, limit.Token);
        }

        JsonElement received = JsonDocument.Parse(
            await Task.Run(() => Videofeat.Succeed("receive", folder["s.sdp"], "-o", folder["out"], "--duration", "30", "--json"))).RootElement;
        (int status, string output, string error) = await sending;
        Assert.True(status == 0, error);
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("sets").GetInt32() >= 4, output);
        Assert.True(received.GetProperty("intact").GetInt32() >= 4, $"{received}");
        using FeatureTensor source = NpyFile.Read(Path.Combine(folder["in"], "item2.npy"));
        using FeatureTensor back = NpyFile.Read(Path.Combine(folder["out"], "item2.npy"));
        Assert.Equal(source.Spec, back.Spec);
        Assert.InRange(source.Floats.ToArray().Zip(back.Floats.ToArray(), (a, b) => Math.Abs(a - b)).Max(), 0, (2f / 1023) + 1e-6f);
    }

    [Fact]
    public async Task An_adapted_stream_stays_below_its_highest_rate_and_says_what_it_did()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 16, 32, 32), 1);
        NpyFile.Write(folder["item.npy"], tensor);
        int port = Ports.Free();
        Task<(int Status, string Output, string Error)> receiving = Task.Run(() => Videofeat.Run("receive", $"rtp://127.0.0.1:{port}", "--duration", "40", "--json"));
        (int status, string output, string error) = await Task.Run(() => Videofeat.Run(
            "send", folder["item.npy"], "--to", $"rtp://127.0.0.1:{port}", "--encoder", "libx265", "--fps", "20", "--repeat", "--duration", "8", "--kbps", "300", "--adapt", "--json"));
        Assert.True(status == 0, error);
        JsonElement sent = JsonDocument.Parse(output).RootElement;
        Assert.InRange(sent.GetProperty("adaptation").GetProperty("kbps").GetDouble(), 15, 300);
        Assert.True(sent.GetProperty("network").GetProperty("reports").GetInt64() > 0, output);
        (int received, string json, string notes) = await receiving;
        Assert.True(received == 0, notes);
        Assert.True(JsonDocument.Parse(json).RootElement.GetProperty("intact").GetInt32() > 0, json);
    }

    [Fact]
    public async Task Near_lossless_sets_cross_plain_RTP_intact()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 20, 20), 1);
        NpyFile.Write(folder["item.npy"], tensor);
        int port = Ports.Free();
        Task<(int Status, string Output, string Error)> receiving = Task.Run(() => Videofeat.Run(
            "receive", $"rtp://127.0.0.1:{port}", "-o", folder["out"], "--duration", "30", "--json"));
        (int status, _, string error) = await Task.Run(() => Videofeat.Run(
            "send", folder["item.npy"], "--to", $"rtp://127.0.0.1:{port}", "--bridge", "near-lossless", "--effort", "fast", "--range", "fixed:0,4",
            "--fps", "10", "--repeat", "--duration", "12"));
        Assert.True(status == 0, error);
        (int received, string json, string notes) = await receiving;
        Assert.True(received == 0, notes);
        JsonElement sets = JsonDocument.Parse(json).RootElement;
        Assert.True(sets.GetProperty("intact").GetInt32() > 0, json);
        using FeatureTensor back = NpyFile.Read(Path.Combine(folder["out"], "item.npy"));
        Assert.InRange(FeatureError.Measure(tensor, back).MaxAbs, 0, (2.0 / 255) + 1e-6);
    }

    [Fact]
    public async Task Over_srt_each_set_is_a_line_of_json_and_no_passphrase_is_shown()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 20, 20), 1);
        NpyFile.Write(folder["item.npy"], tensor);
        int port = Ports.Free();
        Task<(int Status, string Output, string Error)> receiving = Task.Run(() => Videofeat.Run(
            "receive", $"srt://127.0.0.1:{port}?mode=listener&passphrase=not-for-eyes", "--json-lines", "--reconnect", "30", "--duration", "25"));
        (int status, string output, string error) = await Task.Run(() => Videofeat.Run(
            "send", folder["item.npy"], "--to", $"srt://127.0.0.1:{port}?passphrase=not-for-eyes", "--lossless", "--encoder", "libx265", "--fps", "20", "--repeat",
            "--duration", "12"));
        Assert.True(status == 0, error);
        (int received, string lines, string notes) = await receiving;
        Assert.True(received == 0, notes);
        JsonElement[] sets = [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal("intact", sets[0].GetProperty("state").GetString());
        Assert.Equal("item", sets[0].GetProperty("item").GetString());
        Assert.Equal(sets.Length - 1, sets[^1].GetProperty("intact").GetInt32() + sets[^1].GetProperty("lost").GetInt32());
        Assert.All(new[] { output, error, lines, notes }, text => Assert.DoesNotContain("not-for-eyes", text, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_camera_goes_through_both_halves_of_a_network()
    {
        string model = Path.Combine(AppContext.BaseDirectory, "demo", "cifar10.onnx");
        Skip.IfNot(File.Exists(model), "skipped because the demo's network is not beside the command line");
        int port = Ports.Free();
        Task<(int Status, string Output, string Error)> receiving = Task.Run(() => Videofeat.Run(
            "receive", $"rtp://127.0.0.1:{port}", "--model", model, "--cut", "stage1", "--duration", "40"));
        (int status, string output, string error) = await Task.Run(() => Videofeat.Run(
            "send", "--camera", "lavfi:testsrc2=size=64x64:rate=50,realtime", "--to", $"rtp://127.0.0.1:{port}", "--model", model, "--cut", "stage1",
            "--encoder", "libx265", "--qp", "20", "--duration", "15", "--json"));
        Skip.If(error.Contains("libavdevice", StringComparison.Ordinal), "skipped because FFmpeg's libavdevice is not installed");
        Assert.True(status == 0, error);
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("sets").GetInt32() > 0, output);
        (int received, string answers, string notes) = await receiving;
        Assert.True(received == 0, notes);
        Assert.Matches(@"(?m)^set \d+: class \d (\(-?[\d.E-]+\)), class \d", answers);
    }

    [Fact]
    public void What_does_not_go_together_is_told()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 20, 20));
        NpyFile.Write(folder["a.npy"], tensor);
        const string to = "rtp://127.0.0.1:5004";
        Videofeat.FailsWith(2, ["send", folder["a.npy"], "--to", to, "--fast", "--live"], "Give one of --fast and --live, not both.");
        Videofeat.FailsWith(2, ["send", folder["a.npy"], "--to", to, "--camera", "/dev/video0"], "Give either inputs or --camera.");
        Videofeat.FailsWith(2, ["send", "--to", to, "--camera", "/dev/video0"], "--camera needs --model: its pictures become features in a network's front half.");
        Videofeat.FailsWith(2, ["send", folder["a.npy"], "--to", "rtsp://127.0.0.1/a", "--sdp", folder["s"]], "--sdp belongs to rtp:// and srtp://; rtsp:// describes itself.");
        Videofeat.FailsWith(2, ["receive", "srtp://127.0.0.1:5004"], "srtp:// needs its key: give the .sdp file that the sender wrote.");
    }

    [Fact]
    public void Bad_addresses_and_descriptions_are_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 20, 20));
        NpyFile.Write(folder["a.npy"], tensor);
        File.WriteAllText(folder["bad.sdp"], "hello");
        Videofeat.FailsWith(2, ["send", folder["a.npy"], "--to", "http://x"], "--to is 'http://x'; allowed are rtp://ADDRESS:PORT and srtp://ADDRESS:PORT, the address as numbers, rtsp://HOST[:PORT]/PATH, srt://HOST:PORT, udp://HOST:PORT.");
        Videofeat.FailsWith(2, ["send", folder["a.npy"], "--to", "udp://x"], "--to: udp://x/: udp needs a port, and no user.");
        Videofeat.FailsWith(2, ["send", folder["a.npy"], "--to", "srtp://127.0.0.1:5004"], "srtp:// makes a new key, and the receiver needs it: give --sdp FILE.");
        string[] send = ["send", folder["a.npy"], "--to", "rtp://127.0.0.1:5004"];
        Videofeat.FailsWith(2, [.. send, "--adapt"], "--adapt needs --kbps, the highest rate.");
        Videofeat.FailsWith(2, [.. send, "--adapt", "--kbps", "100", "--min-kbps", "200"], "The lowest rate is 200 kbit/s; allowed are above 0 to 100, the highest.");
        Videofeat.FailsWith(2, [.. send, "--min-kbps", "10"], "--min-kbps belongs to --adapt.");
        Videofeat.FailsWith(2, ["send", folder["a.npy"], "--to", "rtsp://127.0.0.1:5004/x", "--adapt", "--kbps", "100"], "--adapt needs receiver reports, which come with rtp:// and srtp://.");
        Videofeat.FailsWith(2, [.. send, "--max-qp", "40"], "--max-qp belongs to --kbps and --bpe.");
        Videofeat.FailsWith(3, ["receive", folder["bad.sdp"]], "bad.sdp: SDP line 1: 'hello'; v=0 is required.");
        Videofeat.FailsWith(2, ["receive", "rtp://127.0.0.1:5004", "--monitor", "0.0.0.0:8080"], "The monitor's address 0.0.0.0:8080 can be reached from other machines: give it a token, or an address of 127.0.0.1.");
        Videofeat.FailsWith(2, ["receive", "rtp://127.0.0.1:5004", "--otlp", "collector"], "--otlp is 'collector'; allowed is http://HOST:PORT or https://HOST:PORT.");
    }

    [Fact]
    public void A_target_that_is_missed_is_said_and_one_that_is_held_is_counted()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 40, 40));
        NpyFile.Write(folder["a.npy"], tensor);
        (int status, string json, string error) = Videofeat.Run("encode", folder["a.npy"], "-o", folder["a.mp4"], "--bpe", "1", "--json");
        Assert.True(status == 0, error);
        Assert.InRange(JsonDocument.Parse(json).RootElement.GetProperty("rate").GetProperty("deviation").GetDouble(), -0.15, 0.15);
        (status, _, error) = Videofeat.Run("encode", folder["a.npy"], "-o", folder["b.mp4"], "--bpe", "0.001");
        Assert.True(status == 0, error);
        Assert.Contains("above the target of 0.0010: 1 of 1 sets take more even at QP", error, StringComparison.Ordinal);
    }
}
