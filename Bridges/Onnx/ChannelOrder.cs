namespace VideoFeat.Bridges.Onnx;

/// <summary>The order of the colour channels in a network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Red first.</summary>
    Rgb,

    /// <summary>Blue first (networks trained with OpenCV).</summary>
    Bgr,
}
