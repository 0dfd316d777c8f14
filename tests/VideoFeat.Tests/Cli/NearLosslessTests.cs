using System.Text.Json;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Cli;

public class NearLosslessTests
{
    [Theory]
    [InlineData("fast")]
    [InlineData("default")]
    [InlineData("best")]
    public void Encode_info_and_decode_know_the_bridge(string effort)
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 20, 20));
        NpyFile.Write(folder["a.npy"], tensor);
        JsonElement encoded = JsonDocument.Parse(Videofeat.Succeed(
            "encode", folder["a.npy"], "-o", folder["a.mp4"], "--bridge", "near-lossless", "--effort", effort, "--verify", "--json")).RootElement;
        Assert.Equal($"near-lossless {effort}", encoded.GetProperty("encoder").GetString());
        JsonElement info = JsonDocument.Parse(Videofeat.Succeed("info", folder["a.mp4"], "--json")).RootElement;
        Assert.Equal((1, 2), (info.GetProperty("intact").GetInt32(), info.GetProperty("bridge").GetInt32()));
        Videofeat.Succeed("decode", folder["a.mp4"], "-o", folder["out"]);
        using FeatureTensor back = NpyFile.Read(Path.Combine(folder["out"], "a.npy"));
        Assert.Equal(tensor.Spec, back.Spec);
        Assert.InRange(FeatureError.Measure(tensor, back).MaxAbs, 0, encoded.GetProperty("maxError").GetDouble() + 1e-9);
    }
}
