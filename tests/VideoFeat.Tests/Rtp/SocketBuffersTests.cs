using VideoFeat.Bridges.Rtp.Session;

namespace VideoFeat.Tests.Rtp;

public class SocketBuffersTests
{
    [Fact]
    public void Buffers_as_large_as_asked_for_are_nothing_to_speak_of() => Assert.Null(SocketBuffers.Warning(4096, 4096, 8192));

    [SkippableFact]
    public void A_buffer_that_the_system_cut_is_said_with_what_raises_the_limit()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "skipped because the remedy is Linux's");
        Assert.Equal(
            "socket buffers are 212992 bytes to receive and 4194304 to send, asked were 4194304: a burst may be lost inside this machine; "
                + "sysctl -w net.core.rmem_max=4194304 raises the limit.",
            SocketBuffers.Warning(4 << 20, 212_992, 4 << 20));
    }
}
