using System.Security.Cryptography;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Rtp.Secure;

/// <summary>A master key and salt of SRTP with its suite. Never printed; write <see cref="ToInline"/> only where the key is meant to go.</summary>
public sealed class SrtpKey
{
    private readonly byte[] _bytes;

    /// <param name="suite">The crypto suite.</param>
    /// <param name="keyAndSalt">Master key, then master salt: 30 bytes for the AES_CM suites, 28 for AES-128-GCM, 44 for AES-256-GCM. Copied.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public SrtpKey(SrtpSuite suite, ReadOnlySpan<byte> keyAndSalt)
    {
        Facts = SuiteFacts.Of(suite);
        if (keyAndSalt.Length != Facts.KeyBytes + Facts.SaltBytes)
        {
            throw new ArgumentException($"{Facts.Name} takes {Facts.KeyBytes + Facts.SaltBytes} bytes of key and salt; got {keyAndSalt.Length}.", nameof(keyAndSalt));
        }

        _bytes = keyAndSalt.ToArray();
    }

    /// <summary>The crypto suite.</summary>
    public SrtpSuite Suite => Facts.Suite;

    internal SuiteFacts Facts { get; }

    internal ReadOnlySpan<byte> Key => _bytes.AsSpan(0, Facts.KeyBytes);

    internal ReadOnlySpan<byte> Salt => _bytes.AsSpan(Facts.KeyBytes);

    /// <summary>A new random key.</summary>
    public static SrtpKey Create(SrtpSuite suite = SrtpSuite.AeadAes128Gcm)
    {
        SuiteFacts facts = SuiteFacts.Of(suite);
        return new SrtpKey(suite, RandomNumberGenerator.GetBytes(facts.KeyBytes + facts.SaltBytes));
    }

    /// <summary>Reads the suite and key parameters of an a=crypto line: <c>AES_CM_128_HMAC_SHA1_80 inline:BASE64</c>; one in a file is read the same way.</summary>
    /// <exception cref="FeatureFormatException">Unknown suite, not base64, another length, or a master key identifier, which this does not support.</exception>
    public static SrtpKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || SuiteFacts.All.FirstOrDefault(f => f.Name == words[0]) is not SuiteFacts facts)
        {
            throw new FeatureFormatException($"crypto: suite and key expected, such as '{SuiteFacts.All[0].Name} inline:...'; suites are {SuiteFacts.Names}.");
        }

        // inline: key||salt ["|" lifetime] ["|" MKI ":" length] (RFC 4568, 6.1)
        string[] parts = words[1].Split('|');
        if (words.Length > 2 || parts.Length > 2 || (parts.Length == 2 && parts[1].Contains(':', StringComparison.Ordinal)))
        {
            throw new FeatureFormatException("crypto: session parameters and master key identifiers are not supported; allowed is inline:BASE64 with a lifetime.");
        }

        byte[] bytes = new byte[64];
        if (!parts[0].StartsWith("inline:", StringComparison.Ordinal) || !Convert.TryFromBase64String(parts[0]["inline:".Length..], bytes, out int length))
        {
            throw new FeatureFormatException("crypto: the key is not inline: and base64.");
        }

        return length == facts.KeyBytes + facts.SaltBytes
            ? new SrtpKey(facts.Suite, bytes.AsSpan(0, length))
            : throw new FeatureFormatException($"crypto: key and salt of {length} bytes; {facts.Name} takes {facts.KeyBytes + facts.SaltBytes}.");
    }

    /// <summary>Suite and key as an a=crypto line has them; secret.</summary>
    public string ToInline() => $"{Facts.Name} inline:{Convert.ToBase64String(_bytes)}";

    /// <summary>The suite alone.</summary>
    public override string ToString() => Facts.Name;
}
