using System.Text;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Comparison.Running;
using VideoFeat.Packing;
using VideoFeat.Splitting;
using VideoFeat.Tuning;
using Xunit;

namespace VideoFeat.Tests.Tuning;

public sealed class AutotunerTests
{
    [Fact]
    public async Task The_point_found_is_the_coarsest_of_its_ladder_that_holds_the_error()
    {
        TuningResult found = await RunAsync(new TuningTarget { Error = 0.05 }, null);
        Assert.True(found.HeldOut.Measure <= 0.05, $"{found.HeldOut}");
        Assert.True(found.HeldOut.HeldOut && !found.Tuned.HeldOut);

        // No point tried that holds costs less, and one coarser of the same codec was tried and does not hold.
        TuningTrial[] tuned = [.. found.Trials.Where(t => !t.HeldOut)];
        Assert.All(tuned.Where(t => t.Holds), t => Assert.True(found.Judgements > 1 || t.BitsPerElement >= found.Tuned.BitsPerElement, $"{t}"));
        Assert.All(tuned, t => Assert.Equal(t.Measure <= 0.05, t.Holds));
        Assert.True(tuned.Select(t => t.Codec).Distinct().Count() >= 5);
    }

    [Fact]
    public async Task What_the_other_half_refuses_is_refined_only_while_no_other_codec_is_cheaper()
    {
        // The items that judge are wider, so points that just hold on the others do not on them.
        TuningResult found = await RunAsync(new TuningTarget { Error = 0.05 }, null, judgeScale: 1.3f);
        TuningTrial[] judged = [.. found.Trials.Where(t => t.HeldOut)];
        Assert.Equal(found.Judgements, judged.Length);
        Assert.True(judged.Length > 1);
        Assert.Equal(judged.Length, judged.DistinctBy(t => (t.Codec, t.Point)).Count());
        Assert.True(judged.DistinctBy(t => t.Codec).Count() > 1, string.Join('\n', judged.AsEnumerable()));
        Assert.Same(found.HeldOut, judged[^1]);
        Assert.All(judged[..^1], t => Assert.False(t.Holds));

        // In the order of what they cost on the items that tune; and no candidate of another codec, nor any that was left, is cheaper.
        double[] worth = [.. judged.Select(j => found.Trials.Single(t => !t.HeldOut && (t.Codec, t.Point) == (j.Codec, j.Point)).Worth)];
        Assert.Equal(worth.Order(), worth);
        foreach (IGrouping<string, TuningTrial> codec in found.Trials.Where(t => t is { HeldOut: false, Holds: true }).GroupBy(t => t.Codec))
        {
            Assert.True(codec.Min(t => t.Worth) >= found.Tuned.Worth || judged.Any(j => j.Codec == codec.Key), codec.Key);
        }
    }

    [Fact]
    public async Task A_looser_target_never_costs_more_bits()
    {
        TuningResult tight = await RunAsync(new TuningTarget { Error = 0.02 }, null), loose = await RunAsync(new TuningTarget { Error = 0.2 }, null);
        Assert.True(loose.Tuned.BitsPerElement <= tight.Tuned.BitsPerElement);
    }

    [Fact]
    public async Task At_a_target_of_bits_the_least_error_within_it_wins()
    {
        TuningResult found = await RunAsync(new TuningTarget { BitsPerElement = 3 }, null);
        Assert.InRange(found.HeldOut.BitsPerElement, 0, 3);
        Assert.All(found.Trials.Where(t => t is { HeldOut: false, Holds: true }), t => Assert.True(found.Judgements > 1 || t.Worth >= found.Tuned.Worth, $"{t}"));
    }

    [Fact]
    public async Task A_target_that_nothing_holds_says_what_came_nearest()
    {
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(new TuningTarget { BitsPerElement = 0.001 }, null));
        Assert.StartsWith("No operating point holds the target on these items; the nearest, ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(
            "--target-drop needs a network to lose accuracy: give one with images.",
            (await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(new TuningTarget { Drop = 1 }, null))).Message);
        Assert.Equal("Give one target: --target-drop, --target-error or --target-bpe.", Assert.Throws<ArgumentException>(() => new TuningTarget { Drop = 1, Error = 1 }.Validate()).Message);
    }

    [Fact]
    public void A_tuned_point_in_a_profile_says_how_to_code()
    {
        FeatureSet[] sets = [.. Enumerable.Range(0, 4).Select(i => new FeatureSet(Tensors.Features(new TensorShape(1, 4, 24, 20), i, "x")))];
        Profile profile = ModelCalibration.Run(sets, "test");
        var point = new TunedPoint("transform", new Dictionary<string, string> { ["step-scale"] = "2.378" });
        Profile tuned = Profile.Create(profile.Meta, [.. profile.Chunks, point.Chunk()]);
        TunedPoint read = TunedPoint.Of(Profile.Parse(tuned.Bytes.Span))!;
        Assert.Equal("transform step-scale=2.378", read.Words);
        CodecOptions options = read.Options(new CodecOptions { SetsPerSecond = 12, Profile = tuned }, tuned);
        Assert.Equal((FeatureBridge.Transform, 2.378, 12.0), (options.Bridge, options.StepScale, options.SetsPerSecond));
        Assert.Same(tuned, options.Profile);
        Assert.Null(TunedPoint.Of(profile));
    }

    [Theory]
    [InlineData("codec=hevc\nqp=99\n", "Profile: TUN1: Codec hevc: qp is 99; allowed are 0..51 and lossless.")]
    [InlineData("codec=hevc\ncodec=hevc\n", "Profile: TUN1 holds a line that is not NAME=VALUE, or one twice.")]
    [InlineData("codec=zstd\n", "Profile: TUN1: zstd is no coder of ours, or has several points.")]
    public void A_damaged_point_is_refused(string text, string message)
    {
        using var set = new FeatureSet(Tensors.Features(new TensorShape(1, 4, 24, 20), 1, "x"));
        var meta = new ProfileMeta { Tensors = [set[0].Spec] };
        Profile profile = Profile.Create(meta, [new ProfileChunk(TunedPoint.Tag, Encoding.UTF8.GetBytes(text))]);
        Assert.Equal(message, Assert.Throws<FeatureFormatException>(() => TunedPoint.Of(profile)).Message);
    }

    private static Task<TuningResult> RunAsync(TuningTarget target, Profile? profile, float judgeScale = 1)
    {
        ItemSource[] items = [.. Enumerable.Range(0, 6).Select(i => new ItemSource(
            $"item-{i}", "", $"{i}", _ =>
            {
                FeatureTensor tensor = Tensors.Features(new TensorShape(1, 4, 24, 20), i, "x");
                foreach (ref float v in tensor.Floats)
                {
                    v *= i < 3 ? 1 : judgeScale;
                }

                return [new SourceSet(new FeatureSet(tensor))];
            }))];
        return Autotuner.RunAsync(target, items[..3], items[3..], null, profile, 1, _ => { }, CancellationToken.None);
    }
}
