namespace VideoFeat.Packing;

/// <summary>The coded bytes of one frame together with its feature SEI: Annex B byte stream, parameter sets included on key pictures.</summary>
/// <param name="Data">Annex B bytes.</param>
/// <param name="IsKey">True where decoding can start here (IDR).</param>
/// <param name="Pts">Presentation order, in frames from the stream's start.</param>
public readonly record struct AccessUnit(ReadOnlyMemory<byte> Data, bool IsKey, long Pts);
