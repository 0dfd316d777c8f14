namespace VideoFeat.Native;

/// <summary>What came of trying an encoder or a decoder.</summary>
/// <param name="Works">True if the pictures came back as they must.</param>
/// <param name="Stage">Where it failed: find, device, open, send, receive, decode, compare; encode if a decoder's probe got no
/// stream to decode. Empty if it works.</param>
/// <param name="Reason">One line; empty if it works.</param>
/// <param name="Milliseconds">Time from opening to the last comparison.</param>
/// <param name="Psnr">Of the decoded pictures against those sent, in dB; infinite if exact, 0 if it came to no comparison.</param>
public sealed record ProbeResult(bool Works, string Stage, string Reason, double Milliseconds, double Psnr);
