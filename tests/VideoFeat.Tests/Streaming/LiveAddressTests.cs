using VideoFeat.Bridges.Live;

namespace VideoFeat.Tests.Streaming;

public class LiveAddressTests
{
    [Theory]
    [InlineData("rtsp://someone:t0p-secret@host:8554/a/b?x=1", "rtsp://***@host:8554/a/b?x=1")]
    [InlineData("srt://127.0.0.1:9000?mode=listener&passphrase=top%20secret%20words&latency=80", "srt://127.0.0.1:9000/?mode=listener&passphrase=***&latency=80")]
    [InlineData("udp://@239.1.2.3:5004", "udp://239.1.2.3:5004/")]
    public void What_is_shown_holds_no_secret(string text, string shown) => Assert.Equal(shown, LiveAddress.Parse(text).ToString());

    [Fact]
    public void Messages_of_libavformat_lose_the_secrets_in_every_spelling()
    {
        LiveAddress srt = LiveAddress.Parse("srt://127.0.0.1:9000?passphrase=top%20secret%20words");
        Assert.Equal("open: '***' and '***'", srt.Redact("open: 'top secret words' and 'top%20secret%20words'"));
        LiveAddress rtsp = LiveAddress.Parse("rtsp://someone:t0p-secret@host/a");
        Assert.Equal("read: 'rtsp://***@host/a' refused ***", rtsp.Redact("read: 'rtsp://someone:t0p-secret@host/a' refused t0p-secret"));
    }

    [Theory]
    [InlineData("http://host/a", "the address is not one of rtsp://HOST[:PORT]/PATH, srt://HOST:PORT[?mode=caller|listener], udp://HOST:PORT.")]
    [InlineData("udp://host", "udp://host/: udp needs a port, and no user.")]
    [InlineData("udp://127.0.0.1:5004?fifo=3", "udp://127.0.0.1:5004/?fifo=3: udp parameter 'fifo': allowed are none.")]
    [InlineData("srt://127.0.0.1:9000?mode=both", "srt://127.0.0.1:9000/?mode=both: srt parameter 'mode': it is 'both'; allowed are caller, listener, rendezvous.")]
    [InlineData("srt://127.0.0.1:9000?passphrase=hushhush", "srt://127.0.0.1:9000/?passphrase=***: srt parameter 'passphrase': it has 8 characters; allowed are 10..79.")]
    [InlineData("srt://127.0.0.1:9000?latency=x", "srt://127.0.0.1:9000/?latency=x: srt parameter 'latency': it is 'x'; allowed are 0..60000 ms.")]
    public void A_bad_address_is_told_with_what_is_allowed(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => LiveAddress.Parse(text)).Message);

    [Fact]
    public void Latency_is_given_in_milliseconds_and_passed_on_in_microseconds() =>
        Assert.Contains(new("latency", "80000"), LiveAddress.Parse("srt://127.0.0.1:9000?latency=80").SendOptions(new LiveOptions()));

    [Fact]
    public void A_session_opens_nothing_but_what_belongs_to_it()
    {
        Assert.Contains(new("protocol_whitelist", "rtsp,rtp,udp,tcp"), LiveAddress.Parse("rtsp://host/a").ReceiveOptions(new LiveOptions()));
        Assert.Contains(new("protocol_whitelist", "udp"), LiveAddress.Parse("udp://host:1").ReceiveOptions(new LiveOptions()));
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once()
    {
        var options = new LiveOptions { TimeToLive = 256, CallTimeout = TimeSpan.Zero, MaxWaitingUnits = 0 };
        Assert.Equal(
            "time to live is 256; allowed are 0..255; call timeout is 0 s; allowed are 0.1..600; waiting units is 0; allowed are 1..10000.",
            Assert.Throws<ArgumentException>(options.Validate).Message);
    }
}
