using System.Net;
using VideoFeat.Monitoring;

namespace VideoFeat.Tests.Monitoring;

public class MonitorOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("[::1]:80", "[::1]:80")]
    [InlineData("0.0.0.0:65535", "0.0.0.0:65535")]
    public void An_address_has_numbers_and_a_port(string text, string expected) => Assert.Equal(IPEndPoint.Parse(expected), MonitorOptions.ParsePage(text));

    [Theory]
    [InlineData("8080")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("host.example:80")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("http://127.0.0.1:80")]
    [InlineData("")]
    public void Anything_else_is_refused(string text) =>
        Assert.Equal(
            $"The monitor's address is '{text}'; allowed are ADDRESS:PORT, the address as numbers, and localhost:PORT.",
            Assert.Throws<ArgumentException>(() => MonitorOptions.ParsePage(text)).Message);

    [Theory]
    [InlineData("0.0.0.0:80", null, null, "The monitor's address 0.0.0.0:80 can be reached from other machines: give it a token, or an address of 127.0.0.1.")]
    [InlineData("[::]:80", null, null, "The monitor's address [::]:80 can be reached from other machines: give it a token, or an address of 127.0.0.1.")]
    [InlineData("127.0.0.1:80", "short", null, "The monitor's token has 5 characters; allowed are 16 to 256 visible ASCII characters without spaces.")]
    [InlineData("127.0.0.1:80", "with a space in the middle", null, "The monitor's token has 26 characters; allowed are 16 to 256 visible ASCII characters without spaces.")]
    [InlineData(null, null, "ftp://host/", "The collector's address is 'ftp://host/'; allowed is http://HOST:PORT or https://HOST:PORT.")]
    public void What_does_not_go_together_is_refused(string? page, string? token, string? otlp, string expected) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => new MonitorOptions
        {
            Page = page is null ? null : IPEndPoint.Parse(page),
            Token = token,
            Otlp = otlp is null ? null : new Uri(otlp),
        }.Validate()).Message);
}
