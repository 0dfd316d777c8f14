using System.Text.Json;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Cli;

public class LightweightTests
{
    [Fact]
    public void Encode_info_and_decode_know_the_bridge()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 20, 20));
        NpyFile.Write(folder["a.npy"], tensor);
        JsonElement encoded = JsonDocument.Parse(Videofeat.Succeed(
            "encode", folder["a.npy"], "-o", folder["a.mp4"], "--bridge", "lightweight", "--levels", "5", "--ecq", "--contexts", "rich", "--activation", "relu",
            "--verify", "--json")).RootElement;
        Assert.Equal("lightweight 5 ecq rich", encoded.GetProperty("encoder").GetString());
        JsonElement info = JsonDocument.Parse(Videofeat.Succeed("info", folder["a.mp4"], "--json")).RootElement;
        Assert.Equal((1, 3, 5), (info.GetProperty("intact").GetInt32(), info.GetProperty("bridge").GetInt32(), info.GetProperty("levels").GetInt32()));
        Videofeat.Succeed("decode", folder["a.mp4"], "-o", folder["out"]);
        using FeatureTensor back = NpyFile.Read(Path.Combine(folder["out"], "a.npy"));
        Assert.Equal(tensor.Spec, back.Spec);
        Assert.Equal(encoded.GetProperty("maxError").GetDouble(), FeatureError.Measure(tensor, back).MaxAbs, 1e-6);
    }

    [Theory]
    [InlineData("--bridge lightweight --levels 1", "Lightweight options: Levels is 1; it must be 2..256.")]
    [InlineData("--bridge lightweight --activation gelu", "--activation is 'gelu'; allowed are auto, relu, leaky:SLOPE, relu6, silu, linear.")]
    [InlineData("--bridge lightweight --bits 10", "--bridge lightweight has --levels: --bits, --lossless and --per-channel belong to the others.")]
    [InlineData("--bridge lightweight --qp 3", "--bridge lightweight has no rate to set: --qp, --kbps and --bpe belong to hevc.")]
    [InlineData("--levels 3", "--levels, --ecq, --ecq-worth, --contexts, --activation and --scope belong to --bridge lightweight.")]
    public void Wrong_flags_are_named(string flags, string message)
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 2, 8, 8));
        NpyFile.Write(folder["a.npy"], tensor);
        Videofeat.FailsWith(2, ["encode", folder["a.npy"], "-o", folder["a.mp4"], .. flags.Split(' ')], message);
    }
}
