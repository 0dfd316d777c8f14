using VideoFeat.Packing;

namespace VideoFeat.Bridges.Transform;

/// <summary>What a profile says of one tensor: how it becomes components and coefficients, how coarse each may be, and what helps behind the inverse.</summary>
internal sealed record TensorTransform
{
    /// <summary>Ratios of spread to step that <see cref="Shrink"/> and the contexts tell apart.</summary>
    public const int RatioClasses = 32;

    /// <summary>Channels of the tensor.</summary>
    public int Channels => Basis.Channels;

    /// <summary>Rows and columns of a block to aim at, 1..16.</summary>
    public required int BlockSize { get; init; }

    /// <summary>Taken off each channel first.</summary>
    public required float[] Mean { get; init; }

    /// <summary>Components to channels and back.</summary>
    public required ChannelBasis Basis { get; init; }

    /// <summary>No decoded value is below.</summary>
    public required float Low { get; init; }

    /// <summary>No decoded value is above.</summary>
    public required float High { get; init; }

    /// <summary>Bit 0: values at <see cref="Low"/> were clipped there; bit 1: those at <see cref="High"/>. They may be anything beyond before they are clamped.</summary>
    public required byte Clipped { get; init; }

    /// <summary>Spread of the coefficients: exponent of the standard deviation, component after component, <see cref="FrequencyClass.Pairs"/> each.</summary>
    public required short[] Spread { get; init; }

    /// <summary>Last component and one of each group of components that share steps; the last is the number of components.</summary>
    public required int[] GroupEnds { get; init; }

    /// <summary>Step at quality 1: exponents, group after group, <see cref="FrequencyClass.Pairs"/> each.</summary>
    public required short[] Step { get; init; }

    /// <summary>How far below its level a coefficient lies in the mean, in 1/256 of the step: for each ratio class of level 1, then of all above.</summary>
    public required byte[] Shrink { get; init; }

    /// <summary>What is done behind the inverse, by quality, rising; empty: nothing.</summary>
    public IReadOnlyList<Restoration> Restorations { get; init; } = [];

    /// <summary>Components that are coded.</summary>
    public int Components => Basis.Components;

    /// <summary>Which group a component belongs to.</summary>
    public int GroupOf(int component) => Array.FindIndex(GroupEnds, end => component < end);

    /// <summary>Which ratio class a spread has at a step: half octaves from 2^-8 up.</summary>
    public static int RatioClass(int spread, int step) => Math.Clamp(((spread - step) >> 3) + 16, 0, RatioClasses - 1);

    /// <summary>The blocks of a tensor of this geometry.</summary>
    public BlockGrid Grid(ChannelGeometry geometry) => new(geometry, BlockSize);
}
