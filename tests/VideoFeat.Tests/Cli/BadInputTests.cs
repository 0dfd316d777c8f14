using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Cli;

/// <summary>Bad input gives one clear line, the right exit status, and no half-written output.</summary>
public class BadInputTests
{
    [Fact]
    public void A_missing_file_is_named() =>
        Videofeat.FailsWith(3, ["encode", "/nowhere/x.npy", "-o", "/tmp/x.mp4"], "/nowhere/x.npy: no such file or folder.");

    [Fact]
    public void Two_rates_are_refused() =>
        Videofeat.FailsWith(2, ["encode", "x.npy", "-o", "x.mp4", "--qp", "3", "--lossless"], "Give one of --lossless, --exact, --qp, --kbps and --bpe, not several.");

    [Fact]
    public void An_unknown_container_is_refused_with_those_that_exist()
    {
        using var folder = new TemporaryFolder();
        WriteTensor(folder["a.npy"]);
        Videofeat.FailsWith(2, ["encode", folder["a.npy"], "-o", folder["a.avi"]], "'.avi'", ".mp4", ".mkv", ".ts", ".hevc");
    }

    [Fact]
    public void A_qp_out_of_range_is_refused_with_the_range()
    {
        using var folder = new TemporaryFolder();
        WriteTensor(folder["a.npy"]);
        Videofeat.FailsWith(2, ["encode", folder["a.npy"], "-o", folder["a.mp4"], "--qp", "77"], "QP is 77; allowed are 0..51");
        Assert.Equal(["a.npy"], folder.Files);
    }

    [Fact]
    public void An_unknown_encoder_option_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        WriteTensor(folder["a.npy"]);
        Videofeat.FailsWith(4, ["encode", folder["a.npy"], "-o", folder["a.mp4"], "--encoder", "libx265", "--encoder-option", "no-such-thing=1"], "no-such-thing");
        Assert.Equal(["a.npy"], folder.Files);
    }

    [Fact]
    public void A_named_encoder_that_does_not_work_says_at_which_step()
    {
        using var folder = new TemporaryFolder();
        WriteTensor(folder["a.npy"]);
        Videofeat.FailsWith(4, ["encode", folder["a.npy"], "-o", folder["a.mp4"], "--encoder", "hevc_videotoolbox"], "hevc_videotoolbox: fails at step find: ");
    }

    [Fact]
    public void NaN_is_refused_with_the_count_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 4, 16, 16));
        tensor.Floats[7] = float.NaN;
        tensor.Floats[9] = float.PositiveInfinity;
        NpyFile.Write(folder["a.npy"], tensor);
        (int status, _, string error) = Videofeat.Run("encode", folder["a.npy"], "-o", folder["a.mp4"]);
        Assert.Equal(2, status);
        Assert.Contains("1 NaN", error, StringComparison.Ordinal);
        Assert.Equal(["a.npy"], folder.Files);
        Videofeat.Succeed("encode", folder["a.npy"], "-o", folder["a.mp4"], "--clamp-nonfinite");
    }

    [Fact]
    public void Tensors_of_two_kinds_are_refused_by_file()
    {
        using var folder = new TemporaryFolder();
        WriteTensor(folder["a.npy"]);
        WriteTensor(folder["b.npy"], 8);
        Videofeat.FailsWith(2, ["encode", folder["a.npy"], folder["b.npy"], "-o", folder["a.mp4"]], "b.npy", "1x8x16x16", "1x4x16x16");
        Assert.Equal(["a.npy", "b.npy"], folder.Files);
    }

    [Theory]
    [InlineData(".hevc")]
    [InlineData(".mp4")]
    [InlineData(".mkv")]
    [InlineData(".ts")]
    public void A_cut_file_gives_every_whole_set_before_the_cut_and_says_so(string extension)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["in"]);
        for (int i = 0; i < 8; i++)
        {
            using FeatureTensor tensor = Tensors.Features(new TensorShape(1, 16, 24, 24), i);
            NpyFile.Write(Path.Combine(folder["in"], $"{i}.npy"), tensor);
        }

        Videofeat.Succeed("encode", folder["in"], "-o", folder["f" + extension], "--lossless");
        byte[] bytes = File.ReadAllBytes(folder["f" + extension]);
        foreach (int sets in new[] { 2, 4, 7 })
        {
            // The sets are of about one size, so this cuts in the middle of one.
            File.WriteAllBytes(folder["cut" + extension], bytes[..(int)(bytes.Length * (sets + 0.5) / 8)]);
            string output = folder[$"out{sets}"];
            (int status, _, string error) = Videofeat.Run("decode", folder["cut" + extension], "-o", output);
            Assert.Equal(3, status);
            Assert.Contains("cut" + extension, error, StringComparison.Ordinal);
            int whole = Directory.Exists(output) ? Directory.GetFiles(output).Length : 0;
            Assert.Equal(sets, whole);
            Assert.DoesNotContain(Directory.Exists(output) ? Directory.GetFiles(output) : [], f => f.EndsWith(".tmp", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(".hevc")]
    [InlineData(".mp4")]
    [InlineData(".mkv")]
    [InlineData(".ts")]
    public void An_empty_file_and_a_file_of_something_else_are_named(string extension)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["empty" + extension], []);
        Videofeat.FailsWith(3, ["decode", folder["empty" + extension], "-o", folder["out"]], "empty" + extension, "empty (0 bytes)");
        byte[] noise = new byte[5000];
        Seeds.Random().NextBytes(noise);
        File.WriteAllBytes(folder["noise" + extension], noise);
        Videofeat.FailsWith(3, ["decode", folder["noise" + extension], "-o", folder["out"]], "noise" + extension);
    }

    private static void WriteTensor(string path, int channels = 4)
    {
        using FeatureTensor tensor = Tensors.Features(new TensorShape(1, channels, 16, 16));
        NpyFile.Write(path, tensor);
    }
}
