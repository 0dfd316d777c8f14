using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Recipes that are there by name.</summary>
public static class InputRecipes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<InputRecipe> All { get; } =
    [
        // Any network: RGB 0..1 at the network's own size.
        new() { Name = "unit", Scale = 1 / 255f },

        // Keras' "tf" mode, of MobileNet and others: RGB -1..1.
        new() { Name = "imagenet-tf", Width = 224, Height = 224, Resize = ResizeMode.ShorterSideCrop, ResizeTo = 256, Scale = 1 / 127.5f, Mean = RgbValues.All(1) },

        // torchvision's classifiers.
        new()
        {
            Name = "imagenet", Width = 224, Height = 224, Resize = ResizeMode.ShorterSideCrop, ResizeTo = 256, Scale = 1 / 255f,
            Mean = new(0.485f, 0.456f, 0.406f), Std = new(0.229f, 0.224f, 0.225f),
        },

        // CIFAR-10 networks trained with ImageNet's statistics, as many published ones are.
        new()
        {
            Name = "cifar10", Width = 32, Height = 32, Scale = 1 / 255f,
            Mean = new(0.485f, 0.456f, 0.406f), Std = new(0.229f, 0.224f, 0.225f),
        },

        // YOLOX since 0.1.1: BGR 0..255; 416 for nano and tiny, 640 for the larger ones, so the size is the network's.
        new() { Name = "yolox", Resize = ResizeMode.LetterboxTopLeft, PadValue = 114, Channels = ChannelOrder.Bgr },

        // YOLOv5 and later: RGB 0..1.
        new() { Name = "yolo", Resize = ResizeMode.LetterboxCentre, PadValue = 114, Scale = 1 / 255f },
    ];

    /// <summary>The recipe of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public static InputRecipe ByName(string name) => All.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"No input recipe {Printable.Quoted(name)}; there are {string.Join(", ", All.Select(r => r.Name))}, or give a .json file.");
}
