namespace VideoFeat.Bridges.Onnx;

/// <summary>How a picture of any size becomes one of a network's size.</summary>
public enum ResizeMode
{
    /// <summary>Scaled to the network's size, without regard to the picture's proportions.</summary>
    Stretch,

    /// <summary>The shorter side scaled to <see cref="InputRecipe.ResizeTo"/>, then the middle cut out (torchvision's Resize and CenterCrop).</summary>
    ShorterSideCrop,

    /// <summary>Scaled to fit, at the upper left corner; the rest is <see cref="InputRecipe.PadValue"/> (YOLOX).</summary>
    LetterboxTopLeft,

    /// <summary>Scaled to fit, in the middle; the rest is <see cref="InputRecipe.PadValue"/> (YOLOv5 and later).</summary>
    LetterboxCentre,
}
