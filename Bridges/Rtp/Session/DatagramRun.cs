namespace VideoFeat.Bridges.Rtp.Session;

/// <summary>Datagrams that can be handed to the system at once.</summary>
/// <param name="Bytes">They lie end to end; lent until the batch is cleared.</param>
/// <param name="DatagramBytes">Bytes of each; the last may be shorter.</param>
/// <param name="Count">How many.</param>
internal readonly record struct DatagramRun(ReadOnlyMemory<byte> Bytes, int DatagramBytes, int Count);
