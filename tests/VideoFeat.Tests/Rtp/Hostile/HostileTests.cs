namespace VideoFeat.Tests.Rtp.Hostile;

/// <summary>Forged packets against a live receiver over real sockets; <c>./build.sh bench hostile</c> sends ten million.</summary>
public class HostileTests
{
    private const int Packets = 20_000;

    [Fact]
    public async Task A_flood_from_another_address_costs_no_set()
    {
        HostileResult result = await RunAsync(HostileMode.Outside);
        Assert.True((result.Sent, 0, 0) == (result.Intact, result.Lost, result.Wrong), $"{result}");
        Assert.Equal(1, result.Receiver.Sources);
        Assert.True(result.Receiver.Foreign + result.Receiver.Malformed >= Packets * 9 / 10, $"{result.Receiver}");
    }

    [Fact]
    public async Task Forged_packets_under_the_senders_name_yield_no_wrong_set_and_the_stream_recovers()
    {
        HostileResult result = await RunAsync(HostileMode.Spoofed);
        Assert.Equal(0, result.Wrong);
        Assert.True(result.After > 0, $"of {HostileRun.SetsAfter} sets after the attack came none; {result}");
    }

    [Fact]
    public async Task Under_SRTP_forged_packets_are_refused_and_cost_no_set()
    {
        HostileResult result = await RunAsync(HostileMode.Secured);
        Assert.True((result.Sent, 0, 0) == (result.Intact, result.Lost, result.Wrong), $"{result}");
        Assert.True(result.Receiver.Refused > Packets / 2, $"{result.Receiver}");
    }

    private static async Task<HostileResult> RunAsync(HostileMode mode)
    {
        await using var run = new HostileRun(mode, seed: (int)mode);
        return await run.RunAsync(Packets);
    }
}
