using VideoFeat.Bridges.Rtp.Secure;

namespace VideoFeat.Tests.Rtp.Interop;

/// <summary>What the command line of an outside program is made of.</summary>
/// <param name="InputFile">Features that it sends.</param>
/// <param name="OutputFile">Where it records.</param>
/// <param name="Sdp">Description of our stream.</param>
/// <param name="SendPort">Where it sends to: we listen there.</param>
/// <param name="ListenPort">Where it listens: we send there.</param>
/// <param name="Ssrc">Of our stream.</param>
/// <param name="Key">Of SRTP; null for plain RTP.</param>
internal sealed record InteropPlaces(string InputFile, string OutputFile, string Sdp, int SendPort, int ListenPort, uint Ssrc, SrtpKey? Key)
{
    public string KeyBase64 => Key is null ? "" : Key.ToInline().Split("inline:")[1];

    public string KeyHex => Convert.ToHexString(Convert.FromBase64String(KeyBase64));
}
