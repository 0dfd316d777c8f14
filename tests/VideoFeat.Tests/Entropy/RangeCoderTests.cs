using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Tests.Entropy;

public class RangeCoderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_coded_in_any_mixture_comes_back(int seed)
    {
        List<(int Kind, uint Value, uint Fact)> script = Script(seed, 20_000);
        foreach (bool evenAside in new[] { false, true })
        {
            var encoder = new RangeEncoder(0, evenAside);
            Run(ref encoder, script, null);
            byte[] bytes = encoder.Finish().ToArray();
            var decoder = new RangeDecoder(bytes, evenAside);
            var read = new List<uint>();
            Run(ref decoder, script, read);
            Assert.Equal(script.Select(s => s.Value), read);
            Assert.True(decoder.IsWhole);
        }
    }

    [Fact]
    public void A_decision_costs_what_its_probability_says()
    {
        Random random = Seeds.Random();
        var encoder = new RangeEncoder(0);
        const int decisions = 200_000;
        const uint one = 3000;
        int ones = 0;
        for (int i = 0; i < decisions; i++)
        {
            ones += encoder.Bit(random.Next(65536) < one ? 1 : 0, one);
        }

        double p = one / 65536.0;
        double ideal = -((ones * Math.Log2(p)) + ((decisions - ones) * Math.Log2(1 - p))) / 8;
        Assert.InRange(encoder.Finish().Length, ideal - 1, ideal + 9);
    }

    [Fact]
    public void Carries_run_through_bytes_of_FF()
    {
        // Unlikely zeros push the low end up against all-ones bytes again and again.
        var encoder = new RangeEncoder(0);
        int[] bits = [.. Enumerable.Range(0, 100_000).Select(i => i % 97 == 0 ? 0 : 1)];
        foreach (int bit in bits)
        {
            encoder.Bit(bit, 65535);
        }

        var decoder = new RangeDecoder(encoder.Finish());
        foreach (int bit in bits)
        {
            Assert.Equal(bit, decoder.Bit(0, 65535));
        }
    }

    [Fact]
    public void Nothing_coded_takes_nothing()
    {
        var encoder = new RangeEncoder(0);
        Assert.Equal(0, encoder.Finish().Length);
    }

    [Fact]
    public void A_cut_stream_is_known_by_its_end()
    {
        List<(int Kind, uint Value, uint Fact)> script = Script(4, 5000);
        var encoder = new RangeEncoder(0);
        Run(ref encoder, script, null);
        byte[] bytes = encoder.Finish().ToArray();
        foreach (int length in new[] { 0, 1, bytes.Length / 2, bytes.Length - 9 })
        {
            var decoder = new RangeDecoder(bytes.AsSpan(0, length));
            Run(ref decoder, script, []);
            Assert.False(decoder.IsWhole);
        }

        encoder = new RangeEncoder(0, evenAside: true);
        Run(ref encoder, script, null);
        bytes = encoder.Finish().ToArray();
        foreach (int length in new[] { 0, 1, 2, bytes.Length / 4, bytes.Length / 2, bytes.Length - 1 })
        {
            var decoder = new RangeDecoder(bytes.AsSpan(0, length), evenAside: true);
            Run(ref decoder, script, []);
            Assert.False(decoder.IsWhole);
        }
    }

    private static List<(int Kind, uint Value, uint Fact)> Script(int seed, int length)
    {
        Random random = Seeds.Random(seed);
        var script = new List<(int, uint, uint)>();
        for (int i = 0; i < length; i++)
        {
            int kind = random.Next(4);
            uint fact = kind switch { 0 => (uint)random.Next(1, 65536), 1 => (uint)random.Next(17), _ => 0 };
            uint value = kind switch
            {
                0 => random.Next(65536) < fact ? 1u : 0,
                1 => (uint)random.Next(1 << (int)fact),
                2 => (uint)random.Next(5),
                _ => (uint)random.Next(16),
            };
            script.Add((kind, value, fact));
        }

        return script;
    }

    private static void Run<TCoder>(ref TCoder coder, List<(int Kind, uint Value, uint Fact)> script, List<uint>? read)
        where TCoder : IRangeCoder, allows ref struct
    {
        var distribution = new StaticDistribution([1, 0, 70, 5, 900], 12);
        var nibbles = new NibbleModel(3, MixerWidths.Best);
        foreach ((int kind, uint value, uint fact) in script)
        {
            uint given = read is null ? value : 0;
            uint got = kind switch
            {
                0 => (uint)coder.Bit((int)given, fact),
                1 => coder.Bits(given, (int)fact),
                2 => (uint)distribution.Code(ref coder, (int)given),
                _ => (uint)nibbles.Code(ref coder, (int)given, (int)fact % 3),
            };
            read?.Add(got);
        }
    }
}
