namespace VideoFeat.Cli.Demo;

/// <summary>What the demo brings along.</summary>
internal static class DemoPaths
{
    /// <summary>Our CIFAR-10 network; training/cifar10/ says how it was made.</summary>
    public static string Model => Path.Combine(AppContext.BaseDirectory, "demo", "cifar10.onnx");
}
