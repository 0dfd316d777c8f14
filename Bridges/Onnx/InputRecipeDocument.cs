using System.Text.Json.Serialization;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>A recipe as its JSON file has it. Apart from <see cref="InputRecipe"/>, since the serializer's generated code forgets the defaults of init-only properties.</summary>
internal sealed class InputRecipeDocument
{
    [JsonRequired]
    public string Name { get; set; } = "";

    public int Width { get; set; }

    public int Height { get; set; }

    public ResizeMode Resize { get; set; } = ResizeMode.Stretch;

    public int ResizeTo { get; set; }

    public byte PadValue { get; set; }

    public ChannelOrder Channels { get; set; } = ChannelOrder.Rgb;

    public AxisOrder Layout { get; set; } = AxisOrder.ChannelsFirst;

    public float Scale { get; set; } = 1;

    public RgbValues Mean { get; set; }

    public RgbValues Std { get; set; } = RgbValues.All(1);

    public static InputRecipeDocument From(InputRecipe recipe) => new()
    {
        Name = recipe.Name,
        Width = recipe.Width,
        Height = recipe.Height,
        Resize = recipe.Resize,
        ResizeTo = recipe.ResizeTo,
        PadValue = recipe.PadValue,
        Channels = recipe.Channels,
        Layout = recipe.Layout,
        Scale = recipe.Scale,
        Mean = recipe.Mean,
        Std = recipe.Std,
    };

    public InputRecipe ToRecipe() => new()
    {
        Name = Name,
        Width = Width,
        Height = Height,
        Resize = Resize,
        ResizeTo = ResizeTo,
        PadValue = PadValue,
        Channels = Channels,
        Layout = Layout,
        Scale = Scale,
        Mean = Mean,
        Std = Std,
    };
}
