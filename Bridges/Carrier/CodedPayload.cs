using VideoFeat.Packing.Quantization;

namespace VideoFeat.Bridges.Carrier;

/// <summary>One set as a bridge coded it, before it gets its carrier picture.</summary>
/// <param name="Bytes">The bitstream, at least one byte.</param>
/// <param name="Parameters">The quantizer of each tensor; empty where the bitstream itself says how codes become values.</param>
/// <param name="Crc">CRC-32C of the codes (<see cref="CodesCrc"/>).</param>
/// <param name="MaxError">Largest |source - decoded|; null where it was not measured.</param>
/// <param name="Packing">Time from the values to the codes.</param>
internal sealed record CodedPayload(byte[] Bytes, IReadOnlyList<QuantizerParameters> Parameters, uint Crc, float? MaxError, TimeSpan Packing);
