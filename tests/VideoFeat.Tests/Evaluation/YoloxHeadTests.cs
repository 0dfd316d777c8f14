using VideoFeat.Evaluation;

namespace VideoFeat.Tests.Evaluation;

public class YoloxHeadTests
{
    private static readonly Letterbox Whole = new(416, 416, 416, 416);

    [Theory]
    [InlineData(8, 0, 5, 3)]
    [InlineData(16, 52 * 52, 4, 25)]
    [InlineData(32, (52 * 52) + (26 * 26), 12, 12)]
    public void A_cell_decodes_by_its_stride_and_place(int stride, int firstCell, int x, int y)
    {
        var head = new YoloxHead();
        float[] output = new float[head.Cells * head.RowLength];
        Put(output, head, firstCell + (y * (416 / stride)) + x, [0.5f, -0.25f, MathF.Log(2), 0, 0.9f], classIndex: 17, classScore: 0.5f);

        Detection found = Assert.Single(head.Decode(output, Whole));

        Assert.Equal(17, found.ClassIndex);
        Assert.Equal(0.45, found.Score, 6);
        Assert.Equal((x + 0.5 - 1) * stride, found.Box.Left, 4);
        Assert.Equal((x + 0.5 + 1) * stride, found.Box.Right, 4);
        Assert.Equal((y - 0.25 - 0.5) * stride, found.Box.Top, 4);
        Assert.Equal((y - 0.25 + 0.5) * stride, found.Box.Bottom, 4);
    }

    [Fact]
    public void An_input_that_is_not_square_has_its_own_grid()
    {
        var head = new YoloxHead(new YoloxOptions { InputWidth = 64, InputHeight = 32, Classes = 2 });

        Assert.Equal((8 * 4) + (4 * 2) + (2 * 1), head.Cells);
        Assert.Equal(7, head.RowLength);
    }

    [Fact]
    public void Boxes_come_out_in_pixels_of_the_image()
    {
        // 640x480 into 416x416: 0.65 input pixels an image pixel.
        BoundingBox box = new Letterbox(640, 480, 416, 416).ToImage(new BoundingBox(65, 130, 416, 312));

        Assert.Equal(new BoundingBox(100, 200, 640, 480), new BoundingBox(Math.Round(box.Left, 9), Math.Round(box.Top, 9), Math.Round(box.Right, 9), Math.Round(box.Bottom, 9)));
    }

    [Fact]
    public void Unsure_and_broken_cells_are_left_out()
    {
        var head = new YoloxHead();
        float[] output = new float[head.Cells * head.RowLength];
        Put(output, head, 0, [0, 0, 0, 0, 0.1f], 0, 0.09f);
        Put(output, head, 1, [0, 0, 0, 0, float.NaN], 0, 1);
        Put(output, head, 2, [0, 0, float.PositiveInfinity, 0, 1], 0, 1);
        Put(output, head, 3, [float.NaN, 0, 0, 0, 1], 0, 1);
        Put(output, head, 4, [0, 0, 5000, 0, 1], 0, 1);

        Assert.Empty(head.Decode(output, Whole));
    }

    [Fact]
    public void Only_overlapping_detections_of_the_same_class_are_suppressed()
    {
        var box = new BoundingBox(0, 0, 10, 10);
        Detection best = new(0, 0.9, box);
        Detection same = new(0, 0.8, new BoundingBox(0, 0, 10, 8)); // IoU 0.8
        Detection other = new(1, 0.7, box);
        Detection atLimit = new(0, 0.6, new BoundingBox(0, 0, 10, 6.5)); // IoU 0.65 with the best: stays
        Detection hidden = new(0, 0.95, new BoundingBox(100, 0, 110, 10));

        Assert.Equal([hidden, best, other, atLimit], NonMaximumSuppression.Keep([atLimit, other, same, best, hidden], 0.65));
    }

    [Fact]
    public void A_suppressed_detection_suppresses_nothing()
    {
        Detection first = new(0, 0.9, new BoundingBox(0, 0, 10, 10));
        Detection second = new(0, 0.8, new BoundingBox(0, 2, 10, 12)); // IoU 2/3 with the first
        Detection third = new(0, 0.7, new BoundingBox(0, 4, 10, 14)); // 2/3 with the second, 6/14 with the first

        Assert.Equal([first, third], NonMaximumSuppression.Keep([first, second, third], 0.65));
    }

    [Fact]
    public void Wrong_sizes_and_options_are_refused()
    {
        var head = new YoloxHead();

        Assert.Equal("The YOLOX output has 85 values; an input of 416x416 with 80 classes gives 3549x85 = 301665.", Fault(() => head.Decode(new float[85], Whole)));
        Assert.Equal("The letterbox has no sizes. (Parameter 'letterbox')", Fault(() => head.Decode(new float[3549 * 85], default)));
        Assert.Equal("Image is 0x5 and input 416x416; every size must be at least 1.", Fault(() => _ = new Letterbox(0, 5, 416, 416)));
        Assert.Equal("YOLOX input width is 400; it must be a multiple of 32 from 32 to 8192.", Fault(() => _ = new YoloxHead(new() { InputWidth = 400 })));
        Assert.Equal("YOLOX classes is 0; it must be 1 to 10000.", Fault(() => _ = new YoloxHead(new() { Classes = 0 })));
        Assert.Equal("YOLOX least score is 2; it must be 0 to 1.", Fault(() => _ = new YoloxHead(new() { MinScore = 2 })));
        Assert.Equal("YOLOX largest IoU is NaN; it must be 0 to 1.", Fault(() => _ = new YoloxHead(new() { MaxIou = double.NaN })));
    }

    private static void Put(float[] output, YoloxHead head, int cell, float[] boxAndObject, int classIndex, float classScore)
    {
        boxAndObject.CopyTo(output, cell * head.RowLength);
        output[(cell * head.RowLength) + 5 + classIndex] = classScore;
    }

    private static string Fault(Action action) => Assert.Throws<ArgumentException>(action).Message;
}
