using FsCheck;
using FsCheck.Fluent;
using VideoFeat.Comparison.Measures;

namespace VideoFeat.Tests.Comparison.Measures;

public class BjontegaardDeltaTests
{
    // JCTVC-E137, two of its sequences. The figures are those that Netflix/vmaf holds against them (python/test/calculate_bd_rate_test.py), to all their digits.
    [Theory]
    [InlineData(
        "108048.8736 43.6471, 61279.976 40.3953, 33905.6656 37.247, 18883.6928 34.2911",
        "108061.2784 43.6768, 61299.9936 40.4232, 33928.7472 37.2761, 18910.912 34.3147", -0.465215420752807)]
    [InlineData(
        "40433.8848 37.5761, 7622.7456 35.3756, 2394.488 33.8977, 1017.6184 32.0603",
        "40370.12 37.5982, 7587.0024 35.4025, 2390.0944 33.9194, 1017.0984 32.0822", -1.8779823450567612)]
    public void Published_bd_rates_come_out(string anchor, string test, double percent) =>
        Assert.Equal(percent, BjontegaardDelta.Between(Curve(anchor), Curve(test)).Rate.Value!.Value, 1e-9);

    // videonerd.website/how-compute-bd-rate, with Bjontegaard's cubic, three digits.
    [Fact]
    public void A_published_bd_rate_of_the_cubic_comes_out()
    {
        BjontegaardDelta delta = BjontegaardDelta.Between(
            Curve("8.914 37.02, 13.330 38.37, 17.880 39.42, 22.990 40.35"), Curve("9.525 37.73, 14.27 39.07, 19.113 40.07, 24.393 40.95"), CurveInterpolation.Cubic);
        Assert.Equal(-12.098, delta.Rate.Value!.Value, 0.0005);
    }

    // Published arrays: FAU-LMS/bjontegaard (README, example_usage.py) and Anserw/Bjontegaard_metric, which print no figures; those here are of
    // scipy 1.10.1's PchipInterpolator and Akima1DInterpolator and numpy 1.24's polyfit, integrated exactly, run once. The last: accuracy as quality.
    [Theory]
    [InlineData(
        "9487.76 40.037, 4593.60 38.615, 2486.44 36.845, 1358.24 34.851", "9787.80 40.121, 4469.00 38.651, 2451.52 36.970, 1356.24 34.987",
        -4.417485350589045, 0.11969278542479489, -4.425245156997493, 0.11940927028529469, -4.420462706204653, 0.12040941911457836)]
    [InlineData(
        "82472.76 43.825, 26875.24 41.404, 9487.76 40.037, 4593.6 38.615", "99896.96 44.731, 33952.04 41.875, 9787.8 40.121, 4469.0 38.651",
        -4.47218200276197, 0.08887484704747745, -4.085760940415084, 0.08990284924945707, -4.699437547605267, 0.09540440289157279)]
    [InlineData(
        "686.76 40.28, 309.58 37.18, 157.11 34.24, 85.95 31.42", "893.34 40.39, 407.8 37.21, 204.93 34.17, 112.75 31.24",
        31.379878202397627, -1.183472404622454, 31.38398898434116, -1.1836589700732074, 31.397374054908276, -1.1848979217703455)]
    [InlineData(
        "675.76 40.18, 302.58 36.18, 151.11 32.24, 65.95 31.02", "883.34 40.09, 402.8 36.21, 201.93 32.17, 102.75 30.24",
        35.64322387435506, -1.4092365667726483, 36.7118309383456, -1.4075868110520986, 37.758764567447756, -1.4439392640571374)]
    [InlineData(
        "1.683 0.9065, 1.283 0.904, 0.978 0.897, 0.651 0.8815, 0.35 0.832", "1.22 0.907, 0.844 0.9035, 0.537 0.8985, 0.344 0.876, 0.21 0.801",
        -38.781388848187305, 0.021891628074514047, -39.13163225703863, 0.02202748825363457, -7.314215090096132, 0.02191868046099346)]
    public void Published_arrays_give_what_an_independent_twin_gives(
        string anchor, string test, double pchipRate, double pchipQuality, double akimaRate, double akimaQuality, double cubicRate, double cubicQuality)
    {
        (CurveInterpolation, double, double)[] expected =
        [
            (CurveInterpolation.Pchip, pchipRate, pchipQuality), (CurveInterpolation.Akima, akimaRate, akimaQuality), (CurveInterpolation.Cubic, cubicRate, cubicQuality),
        ];
        foreach ((CurveInterpolation interpolation, double rate, double quality) in expected)
        {
            BjontegaardDelta delta = BjontegaardDelta.Between(Curve(anchor), Curve(test), interpolation);
            Assert.Equal(rate, delta.Rate.Value!.Value, 1e-6);
            Assert.Equal(quality, delta.Quality.Value!.Value, 1e-6);
            Assert.Empty(delta.Warnings);
        }
    }

    [Theory]
    [InlineData(CurveInterpolation.Pchip)]
    [InlineData(CurveInterpolation.Akima)]
    [InlineData(CurveInterpolation.Cubic)]
    public void A_curve_moved_along_an_axis_differs_by_just_that(CurveInterpolation interpolation)
    {
        Gen<RatePoint[]> curves =
            from steps in Gen.Choose(1, 1000).Two().ArrayOf(7)
            select steps.Select((_, i) => new RatePoint(steps.Take(i + 1).Sum(s => s.Item1), steps.Take(i + 1).Sum(s => s.Item2) / 50.0)).ToArray();
        Prop.ForAll(curves.ToArbitrary(), curve =>
        {
            BjontegaardDelta dearer = BjontegaardDelta.Between(curve, [.. curve.Select(p => p with { Rate = p.Rate * 1.25 })], interpolation);
            BjontegaardDelta better = BjontegaardDelta.Between(curve, [.. curve.Select(p => p with { Quality = p.Quality + 2 })], interpolation);
            Assert.Equal(25, dearer.Rate.Value!.Value, 1e-6);
            Assert.Equal(2, better.Quality.Value!.Value, 1e-6);
            BjontegaardDelta back = BjontegaardDelta.Between([.. curve.Select(p => p with { Rate = p.Rate * 1.25 })], curve, interpolation);
            Assert.Equal(-20, back.Rate.Value!.Value, 1e-6);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_of_points_is_of_no_matter()
    {
        RatePoint[] anchor = Curve("4 40, 2 36, 1 33, 0.5 31"), test = Curve("3.5 40.5, 1.7 36.5, 0.9 33, 0.4 30");
        Assert.Equal(
            BjontegaardDelta.Between(anchor, test).Rate.Value, BjontegaardDelta.Between([anchor[2], anchor[0], anchor[3], anchor[1]], [.. test.Reverse()]).Rate.Value);
    }

    [Fact]
    public void Curves_without_common_quality_are_refused_and_may_still_share_rates()
    {
        BjontegaardDelta delta = BjontegaardDelta.Between(Curve("4 40, 2 36, 1 33, 0.5 31"), Curve("4 50, 2 46, 1 43, 0.5 41"));
        Assert.Null(delta.Rate.Value);
        Assert.Equal("the curves have no quality in common", delta.Rate.Refusal);
        Assert.Equal((41, 40), (delta.Rate.Low, delta.Rate.High));
        Assert.Equal(10, delta.Quality.Value!.Value, 1e-9);
        Assert.Equal((0.5, 4), (delta.Quality.Low, Math.Round(delta.Quality.High, 9)));
    }

    [Fact]
    public void Curves_that_touch_in_one_point_are_refused() =>
        Assert.Equal("the curves have no quality in common", BjontegaardDelta.Between(Curve("1 30, 2 35"), Curve("3 35, 4 40")).Rate.Refusal);

    [Fact]
    public void Fewer_than_four_points_are_warned_of_and_refused_by_the_cubic()
    {
        RatePoint[] anchor = Curve("4 40, 2 36, 1 33, 0.5 31"), test = Curve("2 40, 0.5 36, 0.25 31");
        BjontegaardDelta delta = BjontegaardDelta.Between(anchor, test);
        Assert.Equal(["the test has 3 points; a curve wants 4"], delta.Warnings);
        Assert.NotNull(delta.Rate.Value);
        BjontegaardDelta cubic = BjontegaardDelta.Between(anchor, test, CurveInterpolation.Cubic);
        Assert.Equal("the test has 3 points to draw a curve through; a cubic needs 4", cubic.Rate.Refusal);
        Assert.Equal(cubic.Rate, cubic.Quality);
    }

    [Fact]
    public void A_point_that_costs_more_and_gives_no_more_is_left_out_with_a_warning()
    {
        RatePoint[] anchor = Curve("4 40, 2 36, 1 33, 0.5 31"), test = Curve("4 41, 2 36, 1.5 36, 1 34, 0.5 32");
        BjontegaardDelta delta = BjontegaardDelta.Between(anchor, test);
        Assert.Equal(["the quality of the test does not rise with its rate: 1 point left out that cost more and give no more"], delta.Warnings);
        Assert.Equal(BjontegaardDelta.Between(anchor, Curve("4 41, 1.5 36, 1 34, 0.5 32")).Rate, delta.Rate);
    }

    [Fact]
    public void A_lossless_point_lies_on_no_curve()
    {
        RatePoint[] anchor = Curve("4 40, 2 36, 1 33, 0.5 31"), test = [.. Curve("3 40, 1.5 36, 0.8 33, 0.4 31"), new RatePoint(8, double.PositiveInfinity)];
        BjontegaardDelta delta = BjontegaardDelta.Between(anchor, test);
        Assert.Equal(["the test has 1 point without any error, on no curve and left out"], delta.Warnings);
        Assert.Equal(BjontegaardDelta.Between(anchor, test[..4]).Rate, delta.Rate);
    }

    [Fact]
    public void Two_points_are_joined_by_a_straight_line()
    {
        foreach (CurveInterpolation interpolation in new[] { CurveInterpolation.Pchip, CurveInterpolation.Akima })
        {
            BjontegaardDelta delta = BjontegaardDelta.Between(Curve("1 30, 10 40"), Curve("0.5 30, 20 40"), interpolation);

            // log10 differs by -log10 2 at 30 and by +log10 2 at 40.
            Assert.Equal(0, delta.Rate.Value!.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData(0, 30, "the test has a point of rate 0 and quality 30; a rate must be above 0 and finite, a quality a number.")]
    [InlineData(double.PositiveInfinity, 30, "the test has a point of rate Infinity and quality 30; a rate must be above 0 and finite, a quality a number.")]
    [InlineData(1, double.NaN, "the test has a point of rate 1 and quality NaN; a rate must be above 0 and finite, a quality a number.")]
    public void What_is_no_point_is_refused(double rate, double quality, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => BjontegaardDelta.Between(Curve("1 30, 2 40"), [new RatePoint(rate, quality)])).Message);

    [Fact]
    public void No_points_at_all_are_refused() =>
        Assert.Equal("the anchor has 0 points to draw a curve through; PCHIP needs 2", BjontegaardDelta.Between([], Curve("1 30, 2 40")).Rate.Refusal);

    private static RatePoint[] Curve(string points) =>
        [.. points.Split(", ").Select(p => p.Split(' ')).Select(p => new RatePoint(Number(p[0]), Number(p[1])))];

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
