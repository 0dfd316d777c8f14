using VideoFeat.Packing.Kernels;

namespace VideoFeat.Tests.Packing.Kernels;

public class KernelWidthTests
{
    /// <summary>With DOTNET_EnableHWIntrinsic=0 and the like the whole suite runs at another width; this sees to it that the switch had its effect.</summary>
    [Fact]
    public void The_widest_kernels_are_those_that_the_environment_leaves()
    {
        bool Off(string name) => Environment.GetEnvironmentVariable(name) == "0";
        KernelWidth most = Off("DOTNET_EnableHWIntrinsic") ? KernelWidth.Scalar
            : Off("DOTNET_EnableAVX2") || Off("DOTNET_EnableAVX") ? KernelWidth.Bits128
            : Off("DOTNET_EnableAVX512") ? KernelWidth.Bits256
            : KernelWidth.Bits512;
        Assert.True(KernelWidths.Best <= most, $"the kernels are {KernelWidths.Best}; the environment leaves {most}");
        Assert.True(KernelWidths.Has(KernelWidths.Best));
        Assert.True(KernelWidths.Best == KernelWidth.Bits512 || !KernelWidths.Has(KernelWidth.Bits512));
    }

    [Theory]
    [InlineData(16, 16, 16)]
    [InlineData(15, 16, 8)]
    [InlineData(7, 16, 4)]
    [InlineData(3, 16, 1)]
    [InlineData(100, 8, 8)]
    [InlineData(100, 4, 4)]
    [InlineData(100, 1, 1)]
    public void Short_rows_take_narrower_vectors(int length, int limit, int expected) =>
        Assert.Equal((KernelWidth)expected, KernelWidths.For(length, (KernelWidth)limit));
}
