using VideoFeat.Bridges;
using VideoFeat.Packing;

namespace VideoFeat.Benchmarks;

/// <summary>Managed bytes that the coding and decoding loops allocate for each set once they are warm.</summary>
internal static class AllocationBench
{
    private const int Warm = 10;
    private const int Counted = 30;

    public static void Run(double seconds)
    {
        Console.WriteLine($"\nmanaged bytes allocated a set, all threads, mean of {Counted} after {Warm}; nothing here may grow with the tensor");
        Console.WriteLine($"  {"tensor",-14}{"its bytes",12}{"access unit",14}{"encode",10}{"decode",10}");
        foreach ((int channels, int side) in new[] { (64, 20), (64, 52), (64, 80), (256, 56), (256, 80) })
        {
            using FeatureSet set = SampleFeatures.Make(channels, side, side, seed: 1);
            using FeatureEncoder encoder = FeatureEncoder.Open([set[0].Spec], new CodecOptions { Encoder = "libx265" });
            using FeatureDecoder decoder = FeatureDecoder.Open();
            long encode = PerSet(() => encoder.Encode(set).Dispose());
            using CodedFeature coded = encoder.Encode(set);
            long unit = coded.Bits / 8;
            long decode = DecodePerSet(encoder, decoder, set);
            Console.WriteLine($"  {set[0].Shape,-14}{set[0].Bytes.Length,12:N0}{unit,14:N0}{encode,10:N0}{decode,10:N0}");
        }
    }

    // A decoder drops what it has seen, so each set is coded anew, outside the count.
    private static long DecodePerSet(FeatureEncoder encoder, FeatureDecoder decoder, FeatureSet set)
    {
        long allocated = 0;
        for (int i = 0; i < Warm + Counted; i++)
        {
            using CodedFeature coded = encoder.Encode(set);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            foreach (DecodedFeature decoded in decoder.Decode(coded))
            {
                decoded.Dispose();
            }

            allocated += i < Warm ? 0 : GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        return allocated / Counted;
    }

    private static long PerSet(Action work)
    {
        for (int i = 0; i < Warm; i++)
        {
            work();
        }

        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Counted; i++)
        {
            work();
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Counted;
    }
}
