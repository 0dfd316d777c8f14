using System.Diagnostics.Metrics;
using VideoFeat.Bridges;
using VideoFeat.Monitoring;
using VideoFeat.Monitoring.Metrics;
using VideoFeat.Streaming;

namespace VideoFeat.Tests.Monitoring;

public class OpenMetricsTests
{
    [Fact]
    public void What_was_observed_stands_in_the_text()
    {
        using var meter = new StreamMeter();
        using var exposition = new OpenMetricsExposition(meter.Meter);
        using DecodedFeature intact = Sets.Of(FeatureState.Intact), lost = Sets.Of(FeatureState.Lost);
        for (int i = 0; i < 3; i++)
        {
            meter.Count(intact, TimeSpan.FromMilliseconds(30));
        }

        meter.Count(lost, null);
        meter.Time(Stage.Decode, TimeSpan.FromMilliseconds(1));
        meter.Time(Stage.Decode, TimeSpan.FromMilliseconds(1.5));
        meter.Time(Stage.Decode, TimeSpan.FromSeconds(60));
        meter.Time(Stage.Network, TimeSpan.FromMilliseconds(-5));
        meter.Update(new LinkFigures
        {
            Packets = new Dictionary<string, long> { ["received"] = 1000, ["missing"] = 2 },
            DroppedUnits = new Dictionary<string, long> { ["packets_missing"] = 1 },
            KeyRequests = 4,
            Jitter = TimeSpan.FromMicroseconds(250),
        });

        var read = OpenMetricsText.Parse(exposition.Write());
        Assert.Equal(("counter", null, "Feature sets handed out, by state."), read.Families["videofeat_receive_sets"]);
        Assert.Equal("seconds", read.Families["videofeat_receive_stage_duration_seconds"].Unit);
        Assert.Equal(3, read.Samples["""videofeat_receive_sets_total{state="intact"}"""]);
        Assert.Equal(1, read.Samples["""videofeat_receive_sets_total{state="lost"}"""]);
        Assert.Equal(3 * Sets.Elements, read.Samples["videofeat_receive_elements_total"]);
        Assert.Equal(4 * 60, read.Samples["videofeat_receive_size_bytes_total"]);
        Assert.Equal(1, read.Samples["""videofeat_receive_stage_duration_seconds_bucket{stage="decode",le="0.001"}"""]);
        Assert.Equal(2, read.Samples["""videofeat_receive_stage_duration_seconds_bucket{stage="decode",le="0.002"}"""]);
        Assert.Equal(2, read.Samples["""videofeat_receive_stage_duration_seconds_bucket{stage="decode",le="10.0"}"""]);
        Assert.Equal(3, read.Samples["""videofeat_receive_stage_duration_seconds_count{stage="decode"}"""]);
        Assert.Equal(0, read.Samples["""videofeat_receive_stage_duration_seconds_sum{stage="network"}"""]);
        Assert.Equal(3, read.Samples["""videofeat_receive_delay_seconds_bucket{le="0.05"}"""]);
        Assert.Equal(0.09, read.Samples["videofeat_receive_delay_seconds_sum"], 1e-9);
        Assert.Equal(1000, read.Samples["""videofeat_receive_packets_total{outcome="received"}"""]);
        Assert.Equal(1, read.Samples["""videofeat_receive_dropped_units_total{reason="packets_missing"}"""]);
        Assert.Equal(4, read.Samples["videofeat_receive_key_requests_total"]);
        Assert.Equal(0.00025, read.Samples["videofeat_receive_jitter_seconds"]);

        // What is observable is a total already: a second reading does not add it up.
        Assert.Equal(1000, OpenMetricsText.Parse(exposition.Write()).Samples["""videofeat_receive_packets_total{outcome="received"}"""]);
    }

    [Fact]
    public void Before_the_first_set_the_text_is_whole_too()
    {
        using var meter = new StreamMeter();
        using var exposition = new OpenMetricsExposition(meter.Meter);
        var read = OpenMetricsText.Parse(exposition.Write());
        Assert.Equal(10, read.Families.Count);
        Assert.Empty(read.Samples);
    }

    [Fact]
    public void Labels_and_help_are_escaped()
    {
        using var meter = new Meter("VideoFeat.Tests.Escapes");
        Counter<long> counter = meter.CreateCounter<long>("a.b", "{x}", "back\\slash \"quoted\"\nnext");
        using var exposition = new OpenMetricsExposition(meter);
        counter.Add(7, new KeyValuePair<string, object?>("k", "va\"l\\u\ne"));
        var read = OpenMetricsText.Parse(exposition.Write());
        Assert.Equal(7, read.Samples["""a_b_total{k="va\"l\\u\ne"}"""]);
        Assert.Equal("""back\\slash \"quoted\"\nnext""", read.Families["a_b"].Help);
    }

    [Theory]
    [InlineData("# TYPE a counter\na_total 1\n")]
    [InlineData("# TYPE a counter\na 1\n# EOF\n")]
    [InlineData("# TYPE a counter\na_total 1\na_total 1\n# EOF\n")]
    [InlineData("# TYPE a_s counter\n# UNIT a_s seconds\n# EOF\n")]
    [InlineData("# TYPE a counter\n\n# EOF\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\na_count 1\na_sum 1\n# EOF\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1.0\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\na_sum 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{b=\"c\nd\"} 1\n# EOF\n")]
    public void The_reader_of_these_tests_refuses_what_the_format_forbids(string text) =>
        Assert.ThrowsAny<Exception>(() => OpenMetricsText.Parse(text));
}
