namespace VideoFeat.Bridges.Onnx;

/// <summary>One number for each colour channel, whatever the channels' order in the network's input.</summary>
/// <param name="Red">For red.</param>
/// <param name="Green">For green.</param>
/// <param name="Blue">For blue.</param>
public readonly record struct RgbValues(float Red, float Green, float Blue)
{
    /// <summary>The same number for each channel.</summary>
    public static RgbValues All(float value) => new(value, value, value);

    /// <summary>Channel 0 red, 1 green, 2 blue.</summary>
    internal float this[int channel] => channel switch { 0 => Red, 1 => Green, _ => Blue };
}
