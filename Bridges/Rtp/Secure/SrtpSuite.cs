namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>Crypto suites of SRTP, by the names that SDP has for them (RFC 4568, 6.2; RFC 7714, 14.2).</summary>
public enum SrtpSuite
{
    /// <summary>AES_CM_128_HMAC_SHA1_80 (RFC 3711): tags of 10 bytes.</summary>
    AesCm128HmacSha1Tag80 = 1,

    /// <summary>AES_CM_128_HMAC_SHA1_32 (RFC 3711): tags of 4 bytes on RTP, of 10 on RTCP.</summary>
    AesCm128HmacSha1Tag32 = 2,

    /// <summary>AEAD_AES_128_GCM (RFC 7714): tags of 16 bytes.</summary>
    AeadAes128Gcm = 3,

    /// <summary>AEAD_AES_256_GCM (RFC 7714): tags of 16 bytes.</summary>
    AeadAes256Gcm = 4,
}
