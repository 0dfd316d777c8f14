using Microsoft.ML.OnnxRuntime.Tensors;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>How pictures become a network's input: geometry, channel order and the arithmetic (value x Scale - Mean) / Std, with values 0..255.</summary>
public sealed record InputRecipe
{
    /// <summary>What the recipe is called.</summary>
    public required string Name { get; init; }

    /// <summary>Width of the input in pixels, 1 to 16384; 0 takes the network's (<see cref="For"/>).</summary>
    public int Width { get; init; }

    /// <summary>Height of the input in pixels, 1 to 16384; 0 takes the network's (<see cref="For"/>).</summary>
    public int Height { get; init; }

    /// <summary>How a picture of another size gets there.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>The shorter side before the crop, in pixels, at least the input's larger side; for <see cref="ResizeMode.ShorterSideCrop"/> only.</summary>
    public int ResizeTo { get; init; }

    /// <summary>What stands beside a letterboxed picture, 0..255, before scale, mean and std.</summary>
    public byte PadValue { get; init; }

    /// <summary>The order of the channels in the input.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary><see cref="AxisOrder.ChannelsFirst"/> (NCHW, default) or <see cref="AxisOrder.ChannelsLast"/> (NHWC).</summary>
    public AxisOrder Layout { get; init; } = AxisOrder.ChannelsFirst;

    /// <summary>Factor for the pixel values 0..255.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Taken off after scaling.</summary>
    public RgbValues Mean { get; init; }

    /// <summary>Divided by last; not 0.</summary>
    public RgbValues Std { get; init; } = RgbValues.All(1);

    /// <summary>Shape of the input for one picture.</summary>
    public TensorShape Shape => Layout == AxisOrder.ChannelsLast ? new(1, Height, Width, 3) : new(1, 3, Height, Width);

    /// <summary>Floats of one picture's input.</summary>
    public int Elements => checked(3 * Width * Height);

    /// <summary>The recipe with the sizes that <paramref name="input"/> fixes.</summary>
    /// <exception cref="ArgumentException">The input is not float of 3 channels, is fixed to another size, or leaves open a size that the recipe leaves open too.</exception>
    public InputRecipe For(NetworkPort input)
    {
        ArgumentNullException.ThrowIfNull(input);
        bool last = Layout == AxisOrder.ChannelsLast;
        IReadOnlyList<long> d = input.Dimensions;
        if (input.Type != TensorElementType.Float || d.Count != 4 || d[last ? 3 : 1] is not (3 or -1))
        {
            throw new ArgumentException($"The recipe {Printable.Quoted(Name)} makes Float ?x{(last ? "HxWx3" : "3xHxW")}; the network's input is {input}.");
        }

        InputRecipe sized = this with { Height = Agree("height", Height, d[last ? 1 : 2], input), Width = Agree("width", Width, d[last ? 2 : 3], input) };
        sized.Validate();
        return sized;
    }

    /// <summary>Where a picture of that size goes.</summary>
    /// <exception cref="ArgumentException">The picture has no pixels or more than 65,535 on a side, or the recipe is not valid or has no size yet.</exception>
    public PicturePlacement Place(int sourceWidth, int sourceHeight)
    {
        Validate();
        if (Width == 0 || Height == 0)
        {
            throw new ArgumentException($"The recipe {Printable.Quoted(Name)} has no size of its own; take it For a network's input first.");
        }

        return PictureGeometry.Place(this, sourceWidth, sourceHeight);
    }

    /// <summary>Turns a scaled picture into the network's input.</summary>
    /// <param name="planes">The whole red plane, then green, then blue, each <see cref="PicturePlacement.ScaledHeight"/> rows of <see cref="PicturePlacement.ScaledWidth"/> bytes.</param>
    /// <param name="placement">What <see cref="Place"/> said for the picture.</param>
    /// <param name="destination">Exactly <see cref="Elements"/> floats.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Fill(ReadOnlySpan<byte> planes, in PicturePlacement placement, Span<float> destination) =>
        PictureFill.Fill(this, planes, placement, destination);

    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        string? fault = this switch
        {
            { Width: < 0 or > 16384 } => $"width is {Width}; it may be 0 (the network's) to 16384",
            { Height: < 0 or > 16384 } => $"height is {Height}; it may be 0 (the network's) to 16384",
            { Layout: not (AxisOrder.ChannelsFirst or AxisOrder.ChannelsLast) } => $"layout is {Layout}; it may be ChannelsFirst or ChannelsLast",
            _ when !Enum.IsDefined(Resize) => $"resize is {Resize}, which is no way to resize",
            _ when !Enum.IsDefined(Channels) => $"channels is {Channels}; it may be Rgb or Bgr",
            { Resize: ResizeMode.ShorterSideCrop } when ResizeTo < Math.Max(Width, Height) || ResizeTo is < 1 or > 16384 =>
                $"resizeTo is {ResizeTo}; it must be at least the input's larger side and at most 16384",
            _ when !float.IsFinite(Scale) || !IsFinite(Mean) || !IsFinite(Std) => "scale, mean or std is not a finite number",
            _ when Std is { Red: 0 } or { Green: 0 } or { Blue: 0 } => "std is 0; the network's input is divided by it",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ArgumentException($"The recipe {Printable.Quoted(Name)}: {fault}.");
        }
    }

    private static bool IsFinite(RgbValues values) => float.IsFinite(values.Red) && float.IsFinite(values.Green) && float.IsFinite(values.Blue);

    private int Agree(string what, int own, long network, NetworkPort input) => (own, network) switch
    {
        (0, > 0 and <= 16384) => (int)network,
        ( > 0, < 0) => own,
        ( > 0, _) when own == network => own,
        (0, _) => throw new ArgumentException($"Neither the recipe {Printable.Quoted(Name)} nor the network's input ({input}) says the {what}; set it in the recipe."),
        _ => throw new ArgumentException($"The recipe {Printable.Quoted(Name)} has the {what} {own}; the network's input is {input}."),
    };
}
