using System.Text.Json;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Cli;

public class EncodeDecodeTests
{
    [Theory]
    [InlineData(".mp4")]
    [InlineData(".hevc")]
    public void Tensors_come_back_within_half_a_step_in_their_own_type_and_shape(string extension)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["in"]);
        var shape = new TensorShape(1, 8, 20, 20);
        for (int i = 0; i < 3; i++)
        {
            using FeatureTensor tensor = Tensors.Features(shape, i);
            NpyFile.Write(Path.Combine(folder["in"], $"item{i}.npy"), tensor);
        }

        string json = Videofeat.Succeed("encode", folder["in"], "-o", folder["f" + extension], "--lossless", "--bits", "10", "--verify", "--json");
        double maxError = JsonDocument.Parse(json).RootElement.GetProperty("maxError").GetDouble();
        Videofeat.Succeed("decode", folder["f" + extension], "-o", folder["out"]);
        for (int i = 0; i < 3; i++)
        {
            using FeatureTensor source = NpyFile.Read(Path.Combine(folder["in"], $"item{i}.npy"));
            using FeatureTensor back = NpyFile.Read(Path.Combine(folder["out"], $"item{i}.npy"));
            Assert.Equal(source.Spec, back.Spec);
            float step = (source.Floats.ToArray().Max() - source.Floats.ToArray().Min()) / 1023;
            float worst = source.Floats.ToArray().Zip(back.Floats.ToArray(), (a, b) => Math.Abs(a - b)).Max();
            Assert.InRange(worst, 0, (step / 2) + 1e-6f);
            Assert.InRange(worst, 0, maxError + 1e-9);
        }
    }

    [Fact]
    public void A_batch_comes_back_as_the_batch_it_was()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor batch = Tensors.Features(new TensorShape(5, 4, 16, 16));
        NpyFile.Write(folder["batch.npy"], batch);
        Videofeat.Succeed("encode", folder["batch.npy"], "-o", folder["b.mkv"], "--lossless", "--prediction", "p");
        Videofeat.Succeed("decode", folder["b.mkv"], "-o", folder["out"]);
        using FeatureTensor back = NpyFile.Read(Path.Combine(folder["out"], "batch.npy"));
        Assert.Equal(batch.Spec, back.Spec);
    }

    [Fact]
    public void Info_tells_what_the_file_holds()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 8, 20, 20));
        NpyFile.Write(folder["a.npy"], tensor);
        Videofeat.Succeed("encode", folder["a.npy"], "-o", folder["a.mp4"], "--qp", "20");
        JsonElement info = JsonDocument.Parse(Videofeat.Succeed("info", folder["a.mp4"], "--json")).RootElement;
        Assert.Equal(1, info.GetProperty("intact").GetInt32());
        Assert.Equal(8, info.GetProperty("bitDepth").GetInt32());
        Assert.Equal([1, 8, 20, 20], info.GetProperty("tensors")[0].GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()));
    }
}
