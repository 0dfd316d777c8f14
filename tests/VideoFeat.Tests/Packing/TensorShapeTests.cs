using VideoFeat.Packing;

namespace VideoFeat.Tests.Packing;

public class TensorShapeTests
{
    [Fact]
    public void Knows_its_dimensions_and_elements()
    {
        var shape = new TensorShape(1, 64, 52, 52);
        Assert.Equal(4, shape.Rank);
        Assert.Equal(64 * 52 * 52, shape.Elements);
        Assert.Equal("1x64x52x52", shape.ToString());
        Assert.Equal(new TensorShape(3, 64, 52, 52), shape.With(0, 3));
        Assert.NotEqual(new TensorShape(64, 52, 52), shape);
    }

    [Theory]
    [InlineData(new int[0], "A shape has 1 to 5 dimensions; got 0.")]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1 }, "A shape has 1 to 5 dimensions; got 6.")]
    [InlineData(new[] { 3, 0 }, "Dimension 1 is 0; it must be at least 1.")]
    [InlineData(new[] { 65536, 65536 }, "Shape 65536x65536 has more than 536870912 elements.")]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue }, "Shape 2147483647x2147483647x2147483647 has more than 536870912 elements.")]
    public void Refuses_with_the_reason(int[] dimensions, string reason)
    {
        Assert.False(TensorShape.TryCreate(dimensions, out _, out string? fault));
        Assert.Equal(reason, fault);
    }
}
