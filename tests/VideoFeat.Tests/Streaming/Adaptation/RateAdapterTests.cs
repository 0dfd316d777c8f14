using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Rate;
using VideoFeat.Streaming.Adaptation;
using Xunit.Abstractions;

namespace VideoFeat.Tests.Streaming.Adaptation;

/// <summary>Rate control and adaptation together over made links.</summary>
public class RateAdapterTests(ITestOutputHelper output)
{
    private static readonly CodecOptions Codec = new() { BitrateKbps = 6000, HighestQp = 40 };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.01)]
    [InlineData(2, 0)]
    public void A_link_that_goes_from_4_to_1_to_4_megabit_is_followed_without_lasting_loss(int seed, double randomLoss)
    {
        SimulatedLink link = new SimulatedLink(Codec, 200, seed) { LinkKbps = t => t is >= 30 and < 60 ? 1000 : 4000, RandomLoss = randomLoss }.Run(110);
        Print(link);
        Settled(link, 20, 30, 4000, randomLoss);
        Settled(link, 45, 60, 1000, randomLoss);
        Settled(link, 95, 110, 4000, randomLoss);
        Assert.InRange(link.Adapter.Report.Falls, 2, 40);
        Assert.Equal(1, link.Adapter.Report.LargestOneOf);
        Assert.Equal(0, link.Adapter.Report.SetsOmitted);
        Assert.All(link.Adapter.Report.Steps, s => Assert.InRange(s.Kbps, 200, 6000));
    }

    [Fact]
    public void A_shallow_queue_tells_by_loss_alone_and_the_rate_still_settles_under_the_link()
    {
        SimulatedLink link = new SimulatedLink(Codec, 200, 3) { LinkKbps = _ => 2000, QueueBytes = 12_000 }.Run(60);
        Print(link);
        Assert.InRange(link.Seconds[30..].Average(s => s.Loss), 0, 0.03);
        Assert.InRange(link.Seconds[30..].Average(s => s.Kbps), 1000, 2050);
    }

    [Fact]
    public void Random_loss_that_no_rate_would_mend_does_not_bring_the_rate_down()
    {
        SimulatedLink link = new SimulatedLink(Codec with { BitrateKbps = 2000 }, 200, 4) { LinkKbps = _ => 20_000, RandomLoss = 0.02 }.Run(60);
        Assert.InRange(link.Adapter.Report.LowestKbps, 1000, 2000);
    }

    [Fact]
    public void At_the_highest_QP_sets_are_left_out_evenly_and_come_back_when_there_is_room()
    {
        // At QP 40 a set still takes 0.5 bits per element, 1500 kbit/s at 30 a second: more than a link of 500 carries.
        SimulatedLink link = new SimulatedLink(Codec with { BitrateKbps = 3000 }, 100, 5, bitsAtNoQp: 6.7) { LinkKbps = t => t is >= 20 and < 60 ? 500 : 5000 }.Run(150);
        Print(link);
        AdaptationReport report = link.Adapter.Report;
        SimulatedLink.Second[] narrow = [.. link.Seconds[40..60]];
        Assert.InRange(report.LargestOneOf, 2, 10);
        Assert.True(narrow.All(s => s.Sets is > 0 and < 30), "sets are left out while the link is narrow");
        Assert.InRange(narrow.Average(s => s.Kbps), 200, 500);
        Assert.InRange(narrow.Average(s => s.Loss), 0, 0.03);
        Assert.Equal(1, report.OneOf);
        Assert.All(link.Seconds[^10..], s => Assert.Equal(30, s.Sets));
        Assert.Equal((150 * 30) - link.Seconds.Sum(s => s.Sets), report.SetsOmitted);
        Assert.InRange(report.Steps.Zip(report.Steps.Skip(1)).Count(p => p.First.OneOf != p.Second.OneOf), 2, 30);
        Assert.Contains(report.Steps, s => s.Reason == "there is room: every set is sent");
    }

    [Fact]
    public void Reports_that_stop_halve_the_rate_until_they_come_again()
    {
        SimulatedLink link = new SimulatedLink(Codec with { BitrateKbps = 2000 }, 150, 6) { LinkKbps = _ => 8000, Reports = t => t is < 10 or > 30 }.Run(70);
        Assert.Contains(link.Adapter.Report.Steps, s => s.Reason == "no report comes any more");
        Assert.Equal(150, link.Adapter.Report.LowestKbps);
        Assert.InRange(link.Adapter.Report.Kbps, 1900, 2000);
    }

    [Fact]
    public void Without_any_report_the_rate_stays()
    {
        var link = new LinkRate(100, 1000);
        Assert.Equal(LinkVerdict.Hold, link.Wait(TimeSpan.FromHours(1)));
        Assert.Equal(1000, link.Kbps);
    }

    [Fact]
    public void What_came_through_is_counted_between_two_reports()
    {
        var before = new RtpSenderStatistics { Reports = 1, Packets = 100, PayloadBytes = 100_000, PacketsReported = 90, PacketsLostReported = 5 };
        RtpSenderStatistics now = before with { Reports = 2, Packets = 200, PayloadBytes = 200_000, PacketsReported = 190, PacketsLostReported = 15, RoundTrip = TimeSpan.FromMilliseconds(30) };
        LinkReport report = LinkReport.Between(before, now, TimeSpan.FromSeconds(2));
        Assert.Equal(0.1, report.Loss, 1e-9);
        Assert.Equal(0.9 * 100 * 1000 * 8 / 2 / 1000, report.DeliveredKbps!.Value, 1e-9);
        Assert.Null(LinkReport.Between(new RtpSenderStatistics(), now, TimeSpan.FromSeconds(2)).DeliveredKbps);
    }

    [Fact]
    public void Options_without_a_rate_are_refused()
    {
        Assert.Equal("Adaptation needs a bit rate in kbit/s, its highest.", Assert.Throws<ArgumentException>(() => new RateAdapter(new CodecOptions(), 10)).Message);
        Assert.Equal(
            "The lowest rate is 300 kbit/s; allowed are above 0 to 200, the highest.",
            Assert.Throws<ArgumentException>(() => new RateAdapter(new CodecOptions { BitrateKbps = 200 }, 300)).Message);
    }

    private static void Settled(SimulatedLink link, int from, int to, double linkKbps, double randomLoss)
    {
        SimulatedLink.Second[] seconds = [.. link.Seconds[from..to]];
        string what = $"seconds {from}..{to} at {linkKbps} kbit/s";
        Assert.True(seconds.Average(s => s.Kbps) <= linkKbps, $"{what}: {seconds.Average(s => s.Kbps):F0} kbit/s sent");
        Assert.True(seconds.Average(s => s.Kbps) >= 0.6 * linkKbps, $"{what}: only {seconds.Average(s => s.Kbps):F0} kbit/s sent");
        Assert.True(seconds.Average(s => s.Loss) <= randomLoss + 0.005, $"{what}: {seconds.Average(s => s.Loss):P1} lost");
    }

    private void Print(SimulatedLink link)
    {
        foreach ((SimulatedLink.Second s, int i) in link.Seconds.Select((s, i) => (s, i)))
        {
            output.WriteLine($"{i,3} s {s.Sets,3} sets {s.Kbps,6:F0} kbit/s loss {s.Loss,5:P1} queue {s.QueueMs,5:F0} ms QP {s.Qp}");
        }

        foreach (AdaptationStep step in link.Adapter.Report.Steps)
        {
            output.WriteLine($"{step.Seconds,6:F1} s {step.Kbps,6:F0} kbit/s 1/{step.OneOf} {step.Reason}");
        }
    }
}
