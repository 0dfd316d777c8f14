using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Running;
using Xunit;

namespace VideoFeat.Tests.Comparison;

public sealed class PlanCheckTests
{
    [Theory]
    [InlineData("[ {codec: hevc-intra, qp: [10, 77]} ]", "Codec hevc-intra: qp is 77; allowed are 0..51 and lossless.")]
    [InlineData("[ {codec: h264, qp: [lossless]} ]", "Codec h264: qp is lossless; allowed are 0..51.")]
    [InlineData("[ {codec: hevc-intra, bits: 9} ]", "Codec hevc-intra: bits is 9; allowed are 8, 10, 12.")]
    [InlineData("[ {codec: webp, bits: 10} ]", "Codec webp: bits is 10; allowed are 8.")]
    [InlineData("[ {codec: zstd, qp: 3} ]", "Codec zstd: the setting 'qp' is unknown; zstd has level, bits, layout.")]
    [InlineData("[ {codec: hevc-intra, layout: [tiled, channel]} ]", "Codec hevc-intra: layout has 2 values; only qp may have several.")]
    [InlineData("[ {codec: hevc-intra, qp: [10, 10]} ]", "Codec hevc-intra: qp 10 stands twice.")]
    [InlineData("[ zstd, zstd ]", "Two codecs are named 'zstd'; give one of them another name.")]
    [InlineData("[ transform ]", "Codec transform: transform needs a profile; give the plan profile, or calibrate with inputs to make one on.")]
    [InlineData("[ jpeg-input ]", "Codec jpeg-input: jpeg-input codes input pictures, which only a network can judge; give the plan a model.")]
    [InlineData("[ {codec: command, name: mine, decode: 'cp {bitstream} {output}'} ]", "Codec mine: encode is missing; it must be a command.")]
    [InlineData(
        "[ {codec: command, name: mine, encode: 'cp {in} {bitstream}', decode: 'cp {bitstream} {output}'} ]",
        "Codec mine: encode holds the place {in}; allowed are {input}, {output}, {bitstream}, {width}, {height}, {frames}, {bits}, {bytes}, {pixfmt}, {qp}, {point}, {ctu}, {threads}.")]
    [InlineData("[ {codec: command, name: mine, encode: 'cp \"{input} {bitstream}', decode: 'cp {bitstream} {output}'} ]", "Codec mine: encode has an open quote: cp \"{input} {bitstream}")]
    public void A_bad_codec_ends_with_one_clear_line(string codecs, string message) => Assert.Equal(message, Fault($"inputs: a\ncodecs: {codecs}"));

    [Fact]
    public void An_unknown_codec_is_named_with_those_that_are_known() =>
        Assert.Equal($"The codec 'hecv' is unknown; allowed are {ComparisonRun.CodecNames}.", Fault("inputs: a\ncodecs: [hecv]"));

    [Fact]
    public void A_baseline_must_be_one_of_the_codecs() =>
        Assert.Equal("The baseline is 'hevc'; the plan's codecs are zstd, xz.", Fault("inputs: a\ncodecs: [zstd, xz]\nbaseline: hevc"));

    [Fact]
    public void Every_codec_has_points_by_default()
    {
        string codecs = string.Join(", ", ComparisonRun.CodecNames.Split(", ").Where(n => n is not ("command" or "transform" or "klt-hevc")));
        ComparisonRun.Check(PlanReader.Parse($"inputs: a\nmodel: m.onnx\ncodecs: [{codecs}]", "plan", "/"));
    }

    private static string Fault(string plan) =>
        Assert.Throws<ArgumentException>(() => ComparisonRun.Check(PlanReader.Parse(plan, "plan.yaml", "/"))).Message;
}
