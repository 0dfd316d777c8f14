using Microsoft.ML.OnnxRuntime.Tensors;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Onnx;

public sealed class InputRecipeTests
{
    private static readonly NetworkPort Yolox = new("images", TensorElementType.Float, [1, 3, 416, 416]);

    [Theory]
    [InlineData("unit", 640, 480, 416, 416, 0, 0, 0, 0, 416, 416)]
    [InlineData("yolox", 640, 480, 416, 312, 0, 0, 0, 0, 416, 312)]
    [InlineData("yolox", 333, 500, 277, 416, 0, 0, 0, 0, 277, 416)]
    [InlineData("yolo", 333, 500, 277, 416, 0, 0, 69, 0, 277, 416)]
    [InlineData("yolo", 5000, 3, 416, 1, 0, 0, 0, 207, 416, 1)]
    public void Pictures_are_placed_as_the_networks_were_trained(
        string recipe, int width, int height, int scaledWidth, int scaledHeight, int sourceX, int sourceY, int targetX, int targetY, int w, int h)
    {
        PicturePlacement expected = new(scaledWidth, scaledHeight, sourceX, sourceY, targetX, targetY, w, h);
        Assert.Equal(expected, InputRecipes.ByName(recipe).For(Yolox).Place(width, height));
    }

    [Theory]
    [InlineData(500, 375, 341, 256, 58, 16)]
    [InlineData(375, 500, 256, 341, 16, 58)]
    [InlineData(256, 256, 256, 256, 16, 16)]
    [InlineData(224, 225, 256, 257, 16, 16)]
    public void The_shorter_side_is_scaled_and_the_middle_is_cut_out(int width, int height, int scaledWidth, int scaledHeight, int x, int y)
    {
        PicturePlacement expected = new(scaledWidth, scaledHeight, x, y, 0, 0, 224, 224);
        Assert.Equal(expected, InputRecipes.ByName("imagenet-tf").Place(width, height));
    }

    [Fact]
    public void Every_pixel_lands_in_its_place_with_its_arithmetic()
    {
        foreach (AxisOrder layout in (AxisOrder[])[AxisOrder.ChannelsFirst, AxisOrder.ChannelsLast])
        {
            foreach (ChannelOrder channels in Enum.GetValues<ChannelOrder>())
            {
                InputRecipe recipe = new()
                {
                    Name = "test",
                    Width = 6,
                    Height = 5,
                    Resize = ResizeMode.LetterboxCentre,
                    PadValue = 100,
                    Channels = channels,
                    Layout = layout,
                    Scale = 0.5f,
                    Mean = new(1, 2, 3),
                    Std = new(2, 4, 8),
                };
                PicturePlacement at = recipe.Place(8, 4);
                Assert.Equal(new PicturePlacement(6, 3, 0, 0, 0, 1, 6, 3), at);
                byte[] planes = new byte[3 * 6 * 3];
                Seeds.Random().NextBytes(planes);
                float[] got = new float[recipe.Elements];
                recipe.Fill(planes, at, got);
                for (int y = 0; y < 5; y++)
                {
                    for (int x = 0; x < 6; x++)
                    {
                        for (int c = 0; c < 3; c++)
                        {
                            int rgb = channels == ChannelOrder.Rgb ? c : 2 - c;
                            float value = y is >= 1 and < 4 ? planes[(rgb * 18) + ((y - 1) * 6) + x] : 100;
                            float expected = ((value * 0.5f) - (rgb + 1)) / (2 << rgb);
                            Assert.Equal(expected, layout == AxisOrder.ChannelsFirst ? got[(c * 30) + (y * 6) + x] : got[(((y * 6) + x) * 3) + c]);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void The_middle_of_a_larger_picture_is_taken()
    {
        InputRecipe recipe = new() { Name = "crop", Width = 2, Height = 2, Resize = ResizeMode.ShorterSideCrop, ResizeTo = 4 };
        byte[] planes = [.. Enumerable.Range(0, 48).Select(i => (byte)i)];
        float[] got = new float[12];
        recipe.Fill(planes, recipe.Place(10, 10), got);
        Assert.Equal([5, 6, 9, 10, 21, 22, 25, 26, 37, 38, 41, 42], got);
    }

    [Fact]
    public void A_recipe_takes_the_size_that_the_network_fixes_and_refuses_another()
    {
        Assert.Equal(new TensorShape(1, 3, 416, 416), InputRecipes.ByName("yolox").For(Yolox).Shape);
        NetworkPort open = new("x", TensorElementType.Float, [-1, 3, -1, -1]);
        Assert.Equal(new TensorShape(1, 3, 224, 224), InputRecipes.ByName("imagenet").For(open).Shape);
        Refused("Neither the recipe 'unit' nor the network's input (x Float ?x3x?x?) says the height; set it in the recipe.", () => InputRecipes.ByName("unit").For(open));
        Refused("The recipe 'imagenet' has the height 224; the network's input is images Float 1x3x416x416.", () => InputRecipes.ByName("imagenet").For(Yolox));
        Refused("The recipe 'unit' makes Float ?x3xHxW; the network's input is x Float 1x16x4x4.", () => InputRecipes.ByName("unit").For(new("x", TensorElementType.Float, [1, 16, 4, 4])));
        Refused("The recipe 'unit' has no size of its own; take it For a network's input first.", () => InputRecipes.ByName("unit").Place(4, 4));
        Refused("No input recipe 'vgg'; there are unit, imagenet-tf, imagenet, cifar10, yolox, yolo, or give a .json file.", () => InputRecipes.ByName("vgg"));
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        InputRecipe good = InputRecipes.ByName("imagenet");
        Refused("The recipe 'imagenet': width is 16385; it may be 0 (the network's) to 16384.", () => (good with { Width = 16385 }).Validate());
        Refused("The recipe 'imagenet': resizeTo is 200; it must be at least the input's larger side and at most 16384.", () => (good with { ResizeTo = 200 }).Validate());
        Refused("The recipe 'imagenet': std is 0; the network's input is divided by it.", () => (good with { Std = default }).Validate());
        Refused("The recipe 'imagenet': scale, mean or std is not a finite number.", () => (good with { Scale = float.NaN }).Validate());
        Refused("A picture of 0x4; each side may have 1 to 65535 pixels.", () => good.Place(0, 4));
    }

    [Fact]
    public void A_recipe_survives_its_file()
    {
        using var folder = new TemporaryFolder();
        foreach (InputRecipe recipe in InputRecipes.All)
        {
            InputRecipeFile.Write(folder["r.json"], recipe);
            Assert.Equal(recipe, InputRecipeFile.Read(folder["r.json"]));
        }
    }

    [Fact]
    public void Keys_left_out_of_a_file_have_their_defaults_and_unknown_ones_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["r.json"], """{ "name": "mine", "resize": "LetterboxCentre" }""");
        Assert.Equal(new InputRecipe { Name = "mine", Resize = ResizeMode.LetterboxCentre }, InputRecipeFile.Read(folder["r.json"]));
        File.WriteAllText(folder["r.json"], """{ "name": "mine", "widht": 3 }""");
        Assert.Contains("widht", Assert.Throws<FeatureFormatException>(() => InputRecipeFile.Read(folder["r.json"])).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["r.json"], """{ "name": "mine", "width": -3 }""");
        Assert.Equal(
            "r.json: The recipe 'mine': width is -3; it may be 0 (the network's) to 16384.",
            Assert.Throws<FeatureFormatException>(() => InputRecipeFile.Read(folder["r.json"])).Message);
    }

    private static void Refused(string message, Action act) => Assert.Equal(message, Assert.Throws<ArgumentException>(act).Message);
}
