using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Datasets;

/// <summary>How the values of a kind became codes.</summary>
/// <param name="Bits">Bits of a code: 8, 10 or 12.</param>
/// <param name="Range">Where ranges come from.</param>
/// <param name="Granularity">One range a tensor, or one a channel.</param>
public sealed record KindQuantizer(int Bits, RangeMode Range, Granularity Granularity);
