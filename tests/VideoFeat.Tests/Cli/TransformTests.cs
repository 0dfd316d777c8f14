using System.Text.Json;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Tests.Transform;

namespace VideoFeat.Tests.Cli;

public class TransformTests
{
    [Fact]
    public void Calibrate_encode_info_and_decode_go_together_and_a_missing_profile_is_named()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["in"]);
        var spec = new TensorSpec("", ElementType.Float32, new TensorShape(1, 6, 20, 18));
        for (int i = 0; i < 6; i++)
        {
            using FeatureSet set = Samples.Set(spec, i);
            NpyFile.Write(Path.Combine(folder["in"], $"{i}.npy"), set[0]);
        }

        JsonElement made = JsonDocument.Parse(Videofeat.Succeed("calibrate", folder["in"], "-o", folder["x.profile"], "--json")).RootElement;
        string hash = made.GetProperty("sha256").GetString()!;
        Assert.Equal(hash, Convert.ToHexStringLower(Profile.Read(folder["x.profile"]).Hash.Span));
        Videofeat.Succeed("encode", folder["in"], "-o", folder["a.mp4"], "--bridge", "transform", "--profile", folder["x.profile"], "--step-scale", "0.5", "--prediction", "p");
        JsonElement info = JsonDocument.Parse(Videofeat.Succeed("info", folder["a.mp4"], "--profile", folder.Path, "--json")).RootElement;
        Assert.Equal((6, 4, hash), (info.GetProperty("intact").GetInt32(), info.GetProperty("bridge").GetInt32(), info.GetProperty("profileSha256").GetString()));
        Videofeat.Succeed("decode", folder["a.mp4"], "-o", folder["out"], "--profile", folder["x.profile"]);
        using FeatureTensor source = NpyFile.Read(Path.Combine(folder["in"], "3.npy")), back = NpyFile.Read(Path.Combine(folder["out"], "3.npy"));
        Assert.InRange(FeatureError.Measure(source, back).MeanSquared, 0, 0.2);

        (int status, _, string error) = Videofeat.Run("decode", folder["a.mp4"], "-o", folder["none"]);
        Assert.Equal(3, status);
        Assert.Contains($"the stream needs profile {hash}, which is not here: give it with --profile FILE or a folder of profiles", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_or_does_not_go_together_is_said()
    {
        using var folder = new TemporaryFolder();
        using (FeatureSet set = Samples.Set(new TensorSpec("", ElementType.Float32, new TensorShape(1, 6, 20, 18)), 1))
        {
            NpyFile.Write(folder["a.npy"], set[0]);
        }

        Videofeat.FailsWith(2, ["encode", folder["a.npy"], "-o", folder["a.mp4"], "--bridge", "transform"], "A calibrated transform needs a profile: give one with --profile FILE (videofeat calibrate makes it).");
        Videofeat.FailsWith(2, ["encode", folder["a.npy"], "-o", folder["a.mp4"], "--bridge", "transform", "--qp", "3"], "--bridge transform takes --step-scale; --lossless, --qp, --kbps and --bpe belong to hevc.");
        Videofeat.FailsWith(2, ["calibrate", folder["a.npy"], "-o", folder["a.profile"]], "1 feature sets; calibration takes 4 or more, and 16 to 64 are good.");
        File.WriteAllText(folder["bad.profile"], "no");
        Videofeat.FailsWith(3, ["decode", folder["a.mp4"], "-o", folder["out"], "--profile", folder["bad.profile"]], "no profile: its first bytes are not VFPROF.");
    }
}
