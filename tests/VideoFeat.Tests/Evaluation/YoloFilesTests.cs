using VideoFeat.Evaluation;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Evaluation;

public sealed class YoloFilesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Labels_become_boxes_in_pixels()
    {
        File.WriteAllText(_path, "2 0.5 0.25 0.5 0.5\r\n\n79\t1 1 0 0\n");

        IReadOnlyList<LabelledBox> objects = YoloLabelFile.Read(_path, classes: 80, imageWidth: 640, imageHeight: 480);

        Assert.Equal([new(2, new BoundingBox(160, 0, 480, 240)), new(79, new BoundingBox(640, 480, 640, 480))], objects);
    }

    [Fact]
    public void An_empty_file_is_an_image_without_objects() => Assert.Empty(YoloLabelFile.Read(_path, 80, 1, 1));

    [Theory]
    [InlineData("0 0.5 0.5 0.1", "has 4 fields; a YOLO box label has 5: class cx cy width height.")]
    [InlineData("0 0.5 0.5 0.1 0.1 0.9", "has 6 fields; a YOLO box label has 5: class cx cy width height.")]
    [InlineData("80 0.5 0.5 0.1 0.1", "class is '80'; it must be a whole number from 0 to 79.")]
    [InlineData("-1 0.5 0.5 0.1 0.1", "class is '-1'; it must be a whole number from 0 to 79.")]
    [InlineData("1.0 0.5 0.5 0.1 0.1", "class is '1.0'; it must be a whole number from 0 to 79.")]
    [InlineData("1 320 0.5 0.1 0.1", "cx is '320'; it must be a number from 0 to 1, a share of the image.")]
    [InlineData("1 0.5 x 0.1 0.1", "cy is 'x'; it must be a number from 0 to 1, a share of the image.")]
    [InlineData("1 0.5 0.5 NaN 0.1", "width is 'NaN'; it must be a number from 0 to 1, a share of the image.")]
    [InlineData("1 0.5 0.5 0.1 -0.1", "height is '-0.1'; it must be a number from 0 to 1, a share of the image.")]
    public void A_bad_label_is_refused_by_file_line_and_field(string line, string message)
    {
        File.WriteAllText(_path, "0 0.5 0.5 0.1 0.1\n" + line);

        var fault = Assert.Throws<FeatureFormatException>(() => YoloLabelFile.Read(_path, 80, 640, 480));

        Assert.Equal($"{_path}, line 2: {message}", fault.Message);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_unread()
    {
        using (FileStream file = File.OpenWrite(_path))
        {
            file.SetLength(YoloLabelFile.MaxBytes + 1L);
        }

        var fault = Assert.Throws<FeatureFormatException>(() => YoloLabelFile.Read(_path, 80, 640, 480));

        Assert.Equal($"{_path}: has more than 4194304 bytes; a file of this kind has at most that.", fault.Message);
    }

    [Theory]
    [InlineData("path: .\nnames:\n  0: person\n  1: 'traffic light' # red or not\n\nnc: 2\n")]
    [InlineData("# classes\nnames:\n- person\n- \"traffic light\"\n")]
    public void Class_names_are_read_from_a_map_or_a_list(string yaml)
    {
        File.WriteAllText(_path, yaml);

        Assert.Equal(["person", "traffic light"], YoloClassNames.Read(_path));
    }

    [Theory]
    [InlineData("nc: 2\n", ": has no line 'names:' followed by a block of class names.")]
    [InlineData("names:\nnc: 2\n", ": has no class name under 'names:'.")]
    [InlineData("names:\n  0: a\n  2: b\n", ", line 3: is '2: b'; the next class name must be written '1: name' or '- name'.")]
    [InlineData("names:\n  0:\n", ", line 2: is '0:'; the next class name must be written '0: name' or '- name'.")]
    public void Bad_class_names_are_refused(string yaml, string message)
    {
        File.WriteAllText(_path, yaml);

        Assert.Equal(_path + message, Assert.Throws<FeatureFormatException>(() => YoloClassNames.Read(_path)).Message);
    }
}
