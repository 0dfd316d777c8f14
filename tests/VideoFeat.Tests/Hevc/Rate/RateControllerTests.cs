using VideoFeat.Bridges.Hevc.Rate;

namespace VideoFeat.Tests.Hevc.Rate;

/// <summary>The controller against made content: bits against QP bend in another way than the model's, vary from set to set, and jump at cuts.</summary>
public class RateControllerTests
{
    private const long Elements = 100_000;

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(4)]
    public void Sets_by_themselves_meet_the_target_over_any_100_sets(double bitsPerElement)
    {
        double[] bits = Run(bitsPerElement, keyInterval: 1, sets: 300, new Content(Seeds.Random(1)) { Spread = 0.3 });
        AssertWindows(bits, bitsPerElement, from: 0);
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(30, 3)]
    [InlineData(100, 2)]
    public void Sets_that_refer_to_the_one_before_meet_it_too(int keyInterval, double keyCost)
    {
        double[] bits = Run(0.5, keyInterval, sets: 300, new Content(Seeds.Random(2)) { Spread = 0.15, KeyCost = keyCost });
        AssertWindows(bits[..100], 0.5, from: 0);

        // The first sets spend little, for what a set costs after a key set is not known yet; they are paid back by the 30th.
        AssertWindows(bits, 0.5, from: 30);
    }

    [Theory]
    [InlineData(30, 5)]
    [InlineData(60, 8)]
    public void Costly_key_sets_are_paid_back_within_the_first_100_sets(int keyInterval, double keyCost)
    {
        double[] bits = Run(0.5, keyInterval, sets: 100, new Content(Seeds.Random(2)) { Spread = 0.15, KeyCost = keyCost });
        AssertWindows(bits, 0.5, from: 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void A_cut_to_content_of_eight_times_the_bits_and_back_leaves_the_mean_in_place(int keyInterval)
    {
        double[] bits = Run(1, keyInterval, sets: 200, new Content(Seeds.Random(3)) { Spread = 0.1, KeyCost = 3, Cut = i => i is >= 60 and < 130 ? 8 : 1 });
        AssertWindows(bits[..100], 1, from: 0);
        AssertWindows(bits[100..], 1, from: 0);
        Assert.True(bits.Max() <= 5, $"a set of {bits.Max():F1} times the target");
    }

    [Fact]
    public void The_first_set_alone_ends_on_the_QP_whose_bits_are_nearest()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var content = new Content(Seeds.Random(seed)) { Octave = 2 + (seed % 5), Bit = 3 + (seed % 7) };
            var controller = new RateController(0.3 * Elements, Elements, 1, 0, 51);
            int qp;
            long bits;
            int passes = 0;
            do
            {
                qp = controller.Choose(key: true);
                bits = content.Bits(0, qp, true);
                passes++;
            }
            while (!controller.Accept(true, bits, 0));

            double Miss(int q) => Math.Abs(Math.Log(content.Bits(0, q, true) / (0.3 * Elements)));
            int nearest = Enumerable.Range(0, 52).MinBy(Miss);
            Assert.True(qp == nearest || Miss(qp) <= 0.02, $"seed {seed}: QP {qp} misses by {Miss(qp):P1}, QP {nearest} by {Miss(nearest):P1}");
            Assert.InRange(passes, 1, 11);
            Assert.Equal(passes - 1, controller.Report.ExtraPasses);
            Assert.Equal(1, controller.Report.Sets);
        }
    }

    [Fact]
    public void A_new_target_is_met_from_there_on()
    {
        var content = new Content(Seeds.Random(4)) { Spread = 0.1 };
        var controller = new RateController(2 * Elements, Elements, 1, 0, 51);
        double[] before = Run(controller, 1, 50, content);
        controller.Retarget(0.25 * Elements);
        double[] after = Run(controller, 1, 100, content);
        Assert.InRange(before.Average(), 1.9, 2.1);
        Assert.InRange(after.Average(), 0.2375, 0.2625);
        Assert.Equal((50 * 2 * Elements) + (100 * 0.25 * Elements), controller.Report.TargetBits, 1.0);
    }

    [Fact]
    public void What_cannot_be_reached_at_the_highest_QP_is_said()
    {
        var controller = new RateController(0.001 * Elements, Elements, 1, 0, 40);
        Run(controller, 1, 20, new Content(Seeds.Random(5)) { Side = 20_000 });
        Assert.True(controller.Report.IsPinnedHigh);
        Assert.Equal(20, controller.Report.SetsOverAtHighestQp);
        Assert.EndsWith("above the target of 0.0010: 20 of 20 sets take more even at QP 40, the highest allowed.", controller.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_reached_at_the_lowest_QP_is_said_and_saves_up_no_burst()
    {
        var content = new Content(Seeds.Random(6)) { Cut = i => i < 100 ? 0.02 : 1 };
        var controller = new RateController(4 * Elements, Elements, 1, 0, 51);
        Run(controller, 1, 100, content);
        Assert.EndsWith("below the target of 4.0000: 100 of 100 sets take less even at QP 0, the lowest allowed.", controller.Report.Note, StringComparison.Ordinal);
        double[] after = Run(controller, 1, 50, content, from: 100);
        Assert.True(after.Max() <= 2.5 * 4, $"a set of {after.Max():F1} bits per element came after 100 that could not spend their 4");
    }

    [Fact]
    public void A_note_says_what_was_missed_and_why()
    {
        var report = new RateReport { Sets = 1, Elements = 1000, Bits = 1100, TargetBits = 1000, LastQp = 30, LowestQp = 30, HighestQp = 30 };
        Assert.Equal("The rate is 1.1000 bits per element, 10 % above the target of 1.0000: one set comes no nearer, for QP goes by whole steps.", report.Note);
        Assert.Equal(
            "The rate is 0.8000 bits per element, 20 % below the target of 1.0000: the encoder's own rate control missed it.",
            new RateReport { Sets = 10, Elements = 1000, Bits = 800, TargetBits = 1000 }.Note);
        Assert.Null((report with { Bits = 1049 }).Note);
        Assert.Null(new RateReport().Note);
    }

    private static double[] Run(double bitsPerElement, int keyInterval, int sets, Content content) =>
        Run(new RateController(bitsPerElement * Elements, Elements, keyInterval, 0, 51), keyInterval, sets, content);

    private static double[] Run(RateController controller, int keyInterval, int sets, Content content, int from = 0)
    {
        double[] bits = new double[sets];
        for (int i = 0; i < sets; i++)
        {
            bool key = i % keyInterval == 0;
            long got = content.Bits(from + i, controller.Choose(key), key);
            while (!controller.Accept(key, got, content.Side))
            {
                key = true;
                got = content.Bits(from + i, controller.Choose(key), key);
            }

            bits[i] = (double)got / Elements;
        }

        return bits;
    }

    private static void AssertWindows(double[] bits, double target, int from)
    {
        for (int i = from; i + 100 <= bits.Length; i++)
        {
            double mean = bits.AsSpan(i, 100).ToArray().Average();
            Assert.True(Math.Abs((mean / target) - 1) <= 0.05, $"sets {i}..{i + 99}: {mean:F4} bits per element, wanted {target}");
        }
    }

    /// <summary>QP + a·log2(R) + b·R is constant as with real features, with other a and b than the model's, and a spread of its own for each set.</summary>
    private sealed class Content(Random random)
    {
        private readonly double[] _noise = [.. Enumerable.Range(0, 1000).Select(_ => (random.NextDouble() * 2) - 1)];

        public double Octave { get; init; } = 3;

        public double Bit { get; init; } = 6;

        public double Spread { get; init; }

        public double KeyCost { get; init; } = 1;

        public long Side { get; init; } = 800;

        public Func<int, double> Cut { get; init; } = _ => 1;

        public long Bits(int set, int qp, bool key)
        {
            double low = 1e-6, high = 64;
            while (high / low > 1.0001)
            {
                double middle = Math.Sqrt(low * high);
                (low, high) = qp + (Octave * Math.Log2(middle)) + (Bit * middle) < 35 ? (middle, high) : (low, middle);
            }

            return Side + (long)(Elements * low * Cut(set) * (key ? 1 : 1 / KeyCost) * (1 + (Spread * _noise[set])));
        }
    }
}
