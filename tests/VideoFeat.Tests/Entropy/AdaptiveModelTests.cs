using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Entropy;

public class AdaptiveModelTests
{
    [Fact]
    public void The_tables_are_the_same_on_every_processor()
    {
        (ushort[] squash, short[] stretch) = Logistic.Tables;
        Assert.Equal((677671371u, 2769056690u), (Crc32C.Compute(MemoryMarshal.AsBytes<ushort>(squash)), Crc32C.Compute(MemoryMarshal.AsBytes<short>(stretch))));
    }

    [Fact]
    public void Squash_is_the_logistic_function_and_stretch_its_inverse()
    {
        for (int x = -Logistic.Limit; x <= Logistic.Limit; x++)
        {
            Assert.InRange(Logistic.Squash(x) - (65536 / (1 + Math.Exp(-x / 256.0))), -0.51, 0.51);
        }

        for (uint p = 2; p < 4094; p++)
        {
            Assert.InRange((Logistic.Squash(Logistic.Stretch(p)) / 16.0) - p, -9, 9);
        }
    }

    [Fact]
    public void Mixing_gives_the_same_bytes_with_vectors_and_without()
    {
        byte[] scalar = Mixed(MixerWidth.Scalar);
        Assert.Equal(scalar, Mixed(MixerWidth.Vector256));
        Assert.InRange(scalar.Length, 1, 20_000 / 8);
    }

    [Fact]
    public void Wide_mixing_gives_the_same_bytes_with_vectors_and_without()
    {
        foreach (bool extended in new[] { false, true })
        {
            byte[] scalar = Wide(MixerWidth.Scalar, extended);
            Assert.Equal(scalar, Wide(MixerWidth.Vector256, extended));
            Assert.InRange(scalar.Length, 1, 20_000 / 8);
        }
    }

    [Fact]
    public void The_table_to_base_2_is_the_same_on_every_processor() => Assert.Equal(1021169884u, Crc32C.Compute(MemoryMarshal.AsBytes(OctaveLogistic.Table)));

    [Fact]
    public void Squash_to_base_2_is_the_logistic_function_and_stretch_its_inverse()
    {
        for (int x = -OctaveLogistic.Limit; x <= OctaveLogistic.Limit; x++)
        {
            Assert.InRange(OctaveLogistic.Squash(x) - (65536 / (1 + Math.Pow(2, -x / 128.0))), -16.01, 16.01);
        }

        // Linear between powers of two: off by at most 9 % of an octave either way.
        for (int p = 0; p < 65536; p++)
        {
            Assert.InRange((OctaveLogistic.Stretch(p) / 128.0) - Math.Log2((p + 0.5) / (65535.5 - p)), -0.1, 0.1);
            Assert.InRange(OctaveLogistic.Stretch(p), -2176, 2176);
        }
    }

    [Fact]
    public void Nibbles_give_the_same_bytes_with_vectors_and_without() => Assert.Equal(Nibbles(MixerWidth.Scalar), Nibbles(MixerWidth.Vector256));

    [Fact]
    public void A_counter_finds_its_probability()
    {
        Random random = Seeds.Random();
        uint counter = BitCounter.Initial;
        for (int i = 0; i < 20_000; i++)
        {
            BitCounter.Update(ref counter, random.NextDouble() < 0.2 ? 1 : 0, 1000);
        }

        Assert.InRange(BitCounter.P16(counter) / 65536.0, 0.17, 0.23);
    }

    [Fact]
    public void A_static_distribution_costs_little_more_than_its_entropy()
    {
        uint[] weights = [1, 0, 900, 50, 50, 3000];
        var distribution = new StaticDistribution(weights, 15);
        Random random = Seeds.Random();
        double total = weights.Sum(w => (double)w);
        var encoder = new RangeEncoder(0);
        const int symbols = 50_000;
        for (int i = 0; i < symbols; i++)
        {
            double at = random.NextDouble() * total;
            int symbol = 0;
            while (at >= weights[symbol])
            {
                at -= weights[symbol++];
            }

            distribution.Code(ref encoder, symbol);
        }

        double entropy = weights.Where(w => w > 0).Sum(w => -w / total * Math.Log2(w / total));
        Assert.InRange(encoder.Finish().Length * 8.0 / symbols / entropy, 0.97, 1.02);
    }

    [Fact]
    public void A_static_distribution_says_what_it_takes() => Assert.Equal(
        "1 symbols at a precision of 16 bits; allowed are 2..2^(precision - 1) at 8..15. (Parameter 'weights')",
        Assert.Throws<ArgumentException>(() => new StaticDistribution([1], 16)).Message);

    private static byte[] Mixed(MixerWidth width)
    {
        Random random = Seeds.Random();
        var mixer = new ContextMixer(8, 4, 4, width);
        var encoder = new RangeEncoder(0);
        int last = 0;
        for (int i = 0; i < 20_000; i++)
        {
            for (int c = 0; c < ContextMixer.Contexts; c++)
            {
                mixer.Select(c, c < 3 ? last * (c + 1) : random.Next(8));
            }

            last = mixer.Code(ref encoder, random.Next(10) == 0 ? 1 - last : last, i & 3, (i >> 2) & 3);
        }

        return encoder.Finish().ToArray();
    }

    private static byte[] Wide(MixerWidth width, bool extended)
    {
        Random random = Seeds.Random();
        var mixer = new WideMixer([8, 8, 8, 8, 8, 8, 8, 8], 4, width);
        var encoder = new RangeEncoder(0);
        int last = 0;
        for (int i = 0; i < 20_000; i++)
        {
            if (i == 5_000 && extended)
            {
                mixer.Extend([8, 8, 8, 8, 8, 8, 8, 8]);
            }

            for (int c = 0; c < WideMixer.Lanes; c++)
            {
                mixer.Select(c, c < 3 ? last * (c + 1) : random.Next(8));
                if (i >= 5_000 && extended)
                {
                    mixer.SelectMore(c, c == 0 ? last : random.Next(8));
                }
            }

            last = mixer.Code(ref encoder, random.Next(10) == 0 ? 1 - last : last, i & 3, (i & 3) + (((i >> 2) & 1) * WideMixer.Nodes), (i & 3) + (2 * WideMixer.Nodes));
        }

        return encoder.Finish().ToArray();
    }

    private static byte[] Nibbles(MixerWidth width)
    {
        Random random = Seeds.Random();
        var model = new NibbleModel(4, width);
        var encoder = new RangeEncoder(0);
        for (int i = 0; i < 20_000; i++)
        {
            _ = (i & 7) == 0
                ? model.Code(ref encoder, Math.Min(random.Next(16), random.Next(16)), 0, 1, 2, 3)
                : model.Code(ref encoder, Math.Min(random.Next(16), random.Next(16)), i & 3);
        }

        byte[] bytes = encoder.Finish().ToArray();
        random = Seeds.Random();
        model = new NibbleModel(4, width);
        var decoder = new RangeDecoder(bytes);
        for (int i = 0; i < 20_000; i++)
        {
            Assert.Equal(Math.Min(random.Next(16), random.Next(16)), (i & 7) == 0 ? model.Code(ref decoder, 0, 0, 1, 2, 3) : model.Code(ref decoder, 0, i & 3));
        }

        return bytes;
    }
}
