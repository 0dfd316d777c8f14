namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>Sizes of a crypto suite.</summary>
/// <param name="Suite">Which.</param>
/// <param name="Name">Its name in SDP.</param>
/// <param name="KeyBytes">Master and session key.</param>
/// <param name="SaltBytes">Master and session salt.</param>
/// <param name="RtpTagBytes">Authentication tag of an RTP packet.</param>
/// <param name="RtcpTagBytes">Authentication tag of an RTCP packet.</param>
/// <param name="IsAead">GCM rather than counter mode with HMAC.</param>
internal sealed record SuiteFacts(SrtpSuite Suite, string Name, int KeyBytes, int SaltBytes, int RtpTagBytes, int RtcpTagBytes, bool IsAead)
{
    public static IReadOnlyList<SuiteFacts> All { get; } =
    [
        new(SrtpSuite.AesCm128HmacSha1Tag80, "AES_CM_128_HMAC_SHA1_80", 16, 14, 10, 10, false),
        new(SrtpSuite.AesCm128HmacSha1Tag32, "AES_CM_128_HMAC_SHA1_32", 16, 14, 4, 10, false),
        new(SrtpSuite.AeadAes128Gcm, "AEAD_AES_128_GCM", 16, 12, 16, 16, true),
        new(SrtpSuite.AeadAes256Gcm, "AEAD_AES_256_GCM", 32, 12, 16, 16, true),
    ];

    public static string Names => string.Join(", ", All.Select(f => f.Name));

    public static SuiteFacts Of(SrtpSuite suite) => All.Single(f => f.Suite == suite);
}
