using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Files;

public class TensorFilesTests
{
    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.NPZ")]
    [InlineData("x.safetensors")]
    public void Writes_by_extension_and_reads_again(string name)
    {
        using var folder = new TemporaryFolder();
        using var set = new FeatureSet(ArrayValues.Make("", ElementType.Float16, 2, 3));
        TensorFiles.Write(folder[name], set);
        using FeatureSet again = TensorFiles.Read(folder[name], AxisOrder.Tokens);
        Assert.Equal(set[0].Spec with { Order = AxisOrder.Tokens }, Assert.Single(again).Spec);
        Assert.Equal(set[0].Bytes, again[0].Bytes);
        Assert.True(TensorFiles.HasKnownExtension(name));
    }

    [Theory]
    [InlineData("arrays/f4.npy", 1)]
    [InlineData("arrays/stored.npz", 2)]
    public void The_beginning_of_a_file_counts_for_more_than_its_extension(string vector, int tensors)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Vectors.Find(vector), folder["x.bin"]);
        using FeatureSet set = TensorFiles.Read(folder["x.bin"]);
        Assert.Equal(tensors, set.Count);
    }

    [Fact]
    public void Unknown_kinds_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x.txt"], "text");
        var fault = Assert.Throws<FeatureFormatException>(() => TensorFiles.Read(folder["x.txt"]));
        Assert.Equal($"{folder["x.txt"]}: '.txt' is no tensor file; .npy, .npz and .safetensors are.", fault.Message);
        File.WriteAllText(folder["x.npy"], "text");
        fault = Assert.Throws<FeatureFormatException>(() => TensorFiles.Read(folder["x.npy"]));
        Assert.Equal($"{folder["x.npy"]}: it does not begin as a .npy file does (93 4E 55 4D 50 59) but with 74657874.", fault.Message);

        using var set = new FeatureSet(ArrayValues.Make("a", ElementType.Int8, 1), ArrayValues.Make("b", ElementType.Int8, 1));
        var argument = Assert.Throws<ArgumentException>(() => TensorFiles.Write(folder["y.txt"], set));
        Assert.Equal("'.txt' is no tensor file; .npy, .npz and .safetensors are. (Parameter 'path')", argument.Message);
        argument = Assert.Throws<ArgumentException>(() => TensorFiles.Write(folder["y.npy"], set));
        Assert.Equal("A .npy file holds one tensor; the set has 2. Use .npz or .safetensors. (Parameter 'path')", argument.Message);
        Assert.False(TensorFiles.HasKnownExtension("y.txt"));
    }
}
