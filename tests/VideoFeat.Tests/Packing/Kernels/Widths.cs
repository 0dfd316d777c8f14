using VideoFeat.Packing.Kernels;

namespace VideoFeat.Tests.Packing.Kernels;

/// <summary>The vector widths of this machine, for theories.</summary>
public static class Widths
{
    public static TheoryData<int> Here { get; } = [.. Enum.GetValues<KernelWidth>().Where(KernelWidths.Has).Select(w => (int)w)];
}
