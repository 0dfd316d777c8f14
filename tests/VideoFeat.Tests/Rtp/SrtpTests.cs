using VideoFeat.Bridges.Rtp.Packets;
using VideoFeat.Bridges.Rtp.Secure;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

public class SrtpTests
{
    // RFC 3711, B.3.
    private const string MasterKey = "E1F97A0D3E018BE0D64FA32C06DE4139", MasterSalt = "0EC675AD498AFEEBB6960B3AABE6";

    public static TheoryData<SrtpSuite> Suites { get; } = [.. Enum.GetValues<SrtpSuite>()];

    [Fact]
    public void Counter_mode_gives_the_key_stream_of_rfc_3711_b_2()
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = Hex("2B7E151628AED2A6ABF7158809CF4F3C");
        byte[] stream = new byte[0xFF02 * 16];
        AesCounter.Apply(aes, Hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), stream);
        Assert.Equal("E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0", Convert.ToHexString(stream.AsSpan(0, 48)));
        Assert.Equal("EC8CDF7398607CB0F2D21675EA9EA1E4362B7C3C6773516318A077D7FC5073AE6A2CC3787889374FBEB4C81B17BA6C44", Convert.ToHexString(stream.AsSpan(0xFEFF * 16, 48)));
    }

    [Fact]
    public void Session_keys_are_those_of_rfc_3711_b_3()
    {
        byte[] Derive(byte label, int bytes) => SrtpKeyDerivation.Derive(Hex(MasterKey), Hex(MasterSalt), label, bytes);
        Assert.Equal("C61E7A93744F39EE10734AFE3FF7A087", Convert.ToHexString(Derive(SrtpKeyDerivation.RtpCipher, 16)));
        Assert.Equal("30CBBC08863D8C85D49DB34A9AE1", Convert.ToHexString(Derive(SrtpKeyDerivation.RtpSalt, 14)));
        Assert.Equal("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4", Convert.ToHexString(Derive(SrtpKeyDerivation.RtpAuthentication, 20)));
    }

    [Theory]
    [InlineData("000102030405060708090A0B0C0D0E0F", "F24DE3A3FB34DE6CACBA861C9D7E4BCABE633BD50D294E6F42A5F47A51C7D19B36DE3ADF8833899D7F27BEB16A9152CF765EE4390CCE")]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "32B1DE78A822FE12EF9F78FA332E33AAB18012389A58E2F3B50B2A0276FFAE0F1BA63799B87B7AA3DB36DFFFD6B0F9BB7878D7A76C13")]
    public void Gcm_gives_the_packets_of_rfc_7714_16(string key, string protectedPart)
    {
        byte[] packet = [.. Hex("8040F17B8041F8D35501A0B2" + "47616C6C696120657374206F6D6E69732064697669736120696E207061727465732074726573"), .. new byte[16]];
        using var gcm = new GcmTransform(Hex(key), Hex("517569642070726F2071756F"));
        gcm.Protect(packet, 12, 0x5501A0B2, 0xF17B, 16);
        Assert.Equal("8040F17B8041F8D35501A0B2" + protectedPart, Convert.ToHexString(packet));
        Assert.True(gcm.TryUnprotect(packet, 12, 0x5501A0B2, 0xF17B, 16));
        Assert.Equal("Gallia est omnis divisa in partes tres", System.Text.Encoding.ASCII.GetString(packet.AsSpan(12, 38)));
    }

    [Fact]
    public void Gcm_gives_the_control_packet_of_rfc_7714_17()
    {
        const string Plain = "81C8000D4D6172734E5450314E545032525450200000042A0000E9304C756E61DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF";
        byte[] packet = [.. Hex(Plain), .. new byte[20]];
        using var gcm = new GcmTransform(Hex("000102030405060708090A0B0C0D0E0F"), Hex("517569642070726F2071756F"));
        gcm.ProtectRtcp(packet, 0x4D617273, 0x5D4, 16);
        Assert.Equal(
            "81C8000D4D61727363E94885DCDAB67CA727D7662F6B7E997FF5C0F76C06F32DC676A5F1730D6FDA4CE09B4686303DED0BB9275BC84AA45896CF4D2FC5ABF87245D9EADE800005D4",
            Convert.ToHexString(packet));
        Assert.True(gcm.TryUnprotectRtcp(packet, 0x4D617273, 16));
        Assert.Equal(Plain, Convert.ToHexString(packet.AsSpan(0, packet.Length - 20)));
    }

    [Fact]
    public void A_whole_packet_under_the_key_of_rfc_3711_is_what_other_implementations_make()
    {
        using var context = new SrtpContext(new SrtpKey(SrtpSuite.AesCm128HmacSha1Tag80, Hex(MasterKey + MasterSalt)));
        byte[] packet = [.. Hex("800F1234DECAFBADCAFEBABE"), .. Enumerable.Repeat((byte)0xAB, 16), .. new byte[10]];
        Assert.Equal(38, context.ProtectRtp(packet, 28));
        Assert.Equal("800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402B78D6ACC99EA179B8DBB", Convert.ToHexString(packet));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Packets_come_back_over_three_rollovers_with_loss_and_reordering(SrtpSuite suite)
    {
        SrtpKey key = SrtpKey.Create(suite);
        using var sender = new SrtpContext(key);
        using var receiver = new SrtpContext(key);
        Random random = Seeds.Random();
        List<(byte[] Sent, byte[] Plain)> waiting = [];
        for (int i = 0; i < 200_000; i += random.Next(1, 400))
        {
            byte[] plain = Packet((ushort)i, random.Next(0, 60));
            byte[] buffer = [.. plain, .. new byte[sender.RtpOverhead]];
            Assert.Equal(buffer.Length, sender.ProtectRtp(buffer, plain.Length));
            waiting.Insert(random.Next(waiting.Count + 1), (buffer, plain));
            if (waiting.Count > 2 && waiting.Count > random.Next(4))
            {
                (byte[] sent, byte[] expected) = waiting[0];
                waiting.RemoveAt(0);
                SrtpOutcome outcome = receiver.UnprotectRtp(sent, out int length);
                Assert.True(outcome is SrtpOutcome.Good or SrtpOutcome.Replayed, $"{outcome} at {i}");
                if (outcome == SrtpOutcome.Good)
                {
                    Assert.Equal(expected, sent[..length]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Control_packets_come_back_and_a_replay_and_a_flip_do_not(SrtpSuite suite)
    {
        SrtpKey key = SrtpKey.Create(suite);
        using var sender = new SrtpContext(key);
        using var receiver = new SrtpContext(key);
        for (int i = 0; i < 5; i++)
        {
            byte[] plain = [0x80, 201, 0, 2, 1, 2, 3, 4, 5, 6, 7, (byte)i];
            byte[] sent = [.. plain, .. new byte[sender.RtcpOverhead]];
            sender.ProtectRtcp(sent, plain.Length);
            byte[] replay = [.. sent], flipped = [.. sent];
            flipped[9] ^= 1;
            Assert.Equal(SrtpOutcome.NotAuthentic, receiver.UnprotectRtcp(flipped, out _));
            Assert.Equal(SrtpOutcome.Good, receiver.UnprotectRtcp(sent, out int length));
            Assert.Equal(plain, sent[..length]);
            Assert.Equal(SrtpOutcome.Replayed, receiver.UnprotectRtcp(replay, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Any_flipped_bit_a_replay_and_another_key_are_refused(SrtpSuite suite)
    {
        SrtpKey key = SrtpKey.Create(suite);
        using var sender = new SrtpContext(key);
        using var receiver = new SrtpContext(key);
        using var stranger = new SrtpContext(SrtpKey.Create(suite));
        byte[] sent = [.. Packet(7, 20), .. new byte[sender.RtpOverhead]];
        sender.ProtectRtp(sent, 32);
        for (int bit = 0; bit < 8 * sent.Length; bit++)
        {
            byte[] flipped = [.. sent];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(SrtpOutcome.Good, receiver.UnprotectRtp(flipped, out _));
        }

        byte[] replay = [.. sent], other = [.. sent];
        Assert.Equal(SrtpOutcome.NotAuthentic, stranger.UnprotectRtp(other, out _));
        Assert.Equal(SrtpOutcome.Good, receiver.UnprotectRtp(sent, out _));
        Assert.Equal(SrtpOutcome.Replayed, receiver.UnprotectRtp(replay, out _));
    }

    [Fact]
    public void The_replay_window_takes_each_index_once_and_none_that_is_too_old()
    {
        var window = new ReplayWindow();
        window.Take(5000);
        Assert.False(window.IsNew(5000));
        Assert.True(window.IsNew(5000 - ReplayWindow.Size + 1));
        Assert.False(window.IsNew(5000 - ReplayWindow.Size));
        window.Take(4999);
        Assert.False(window.IsNew(4999));
        Assert.True(window.IsNew(6000));
    }

    [Theory]
    [InlineData("AES_256 inline:AAAA", "crypto: suite and key expected, such as 'AES_CM_128_HMAC_SHA1_80 inline:...'; suites are AES_CM_128_HMAC_SHA1_80, AES_CM_128_HMAC_SHA1_32, AEAD_AES_128_GCM, AEAD_AES_256_GCM.")]
    [InlineData("AEAD_AES_128_GCM inline:AAAA", "crypto: key and salt of 3 bytes; AEAD_AES_128_GCM takes 28.")]
    [InlineData("AEAD_AES_128_GCM inline:?", "crypto: the key is not inline: and base64.")]
    [InlineData("AEAD_AES_128_GCM inline:AAAA|1:4", "crypto: session parameters and master key identifiers are not supported; allowed is inline:BASE64 with a lifetime.")]
    public void Bad_keys_are_refused_without_being_printed(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FeatureFormatException>(() => SrtpKey.Parse(text)).Message);

    private static byte[] Packet(ushort sequence, int payload)
    {
        byte[] packet = new byte[12 + payload];
        RtpWriter.WriteHeader(new RtpHeader(false, 96, sequence, 1, 0xCAFEBABE), packet);
        return packet;
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
