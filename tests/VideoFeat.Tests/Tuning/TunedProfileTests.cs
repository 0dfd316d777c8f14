using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Tests.Cli;
using VideoFeat.Tuning;
using Xunit;

namespace VideoFeat.Tests.Tuning;

/// <summary>A profile that calibrate tuned, taken by encode and decode.</summary>
public sealed class TunedProfileTests : IDisposable
{
    private const float Target = 0.05f;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Encode_takes_the_operating_point_that_calibrate_tuned()
    {
        Directory.CreateDirectory(_folder["in"]);
        for (int i = 0; i < 8; i++)
        {
            using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 4, 24, 20), i);
            NpyFile.Write(Path.Combine(_folder["in"], $"{i}.npy"), tensor);
        }

        string output = Videofeat.Succeed("calibrate", _folder["in"], "--target-error", "0.05", "-o", _folder["t.profile"]);
        Assert.Contains("on 4 others", output, StringComparison.Ordinal);
        TunedPoint point = TunedPoint.Of(Profile.Read(_folder["t.profile"]))!;
        Assert.Contains(point.Words, output, StringComparison.Ordinal);

        Videofeat.Succeed("encode", _folder["in"], "-o", _folder["f.mp4"], "--profile", _folder["t.profile"]);
        Videofeat.Succeed("decode", _folder["f.mp4"], "-o", _folder["back"], "--profile", _folder["t.profile"]);
        string[] back = Directory.GetFiles(_folder["back"], "*.npy", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(8, back.Length);
        using FeatureTensor source = NpyFile.Read(Path.Combine(_folder["in"], "3.npy")), restored = NpyFile.Read(back[3]);
        float worst = 0;
        for (int i = 0; i < source.Floats.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(source.Floats[i] - restored.Floats[i]));
        }

        Assert.InRange(worst, 1e-6f, Target);
    }

    [Fact]
    public void What_cannot_be_tuned_ends_with_one_clear_line()
    {
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 4, 24, 20));
        NpyFile.Write(_folder["a.npy"], tensor);
        string[] basis = ["calibrate", _folder["a.npy"], "-o", _folder["t.profile"]];
        Videofeat.FailsWith(2, [.. basis, "--target-drop", "1"], "--target-drop needs a network to lose accuracy: name an .onnx file, --cut and images.");
        Videofeat.FailsWith(2, [.. basis, "--target-error", "0.1", "--target-bpe", "1"], "Give one target: --target-drop, --target-error or --target-bpe.");
        Videofeat.FailsWith(2, [.. basis, "--target-error", "0"], "--target-error is 0; it must be above 0.");
        Videofeat.FailsWith(2, [.. basis, "--target-error", "0.1"], "1 items are too few to tune; give 8 or more: one half tunes, the other judges.");
    }

    public void Dispose() => _folder.Dispose();
}
