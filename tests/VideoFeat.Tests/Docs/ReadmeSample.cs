using VideoFeat.Bridges;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Docs;

/// <summary>README.md's C#, line by line, so that it compiles and runs.</summary>
internal static class ReadmeSample
{
    public static void Run()
    {
        // sample
        using FeatureTensor tensor = NpyFile.Read("p3.npy");
        using FeatureEncoder encoder = FeatureEncoder.Open([tensor.Spec], new CodecOptions { BitDepth = 10, Qp = 22 });
        using CodedFeature coded = encoder.Encode(tensor);
        Console.WriteLine($"{coded.BitsPerElement:F3} bits per element by {encoder.EncoderName}");

        using FeatureDecoder decoder = FeatureDecoder.Open();
        foreach (DecodedFeature feature in decoder.Decode(coded))
            using (feature) Console.WriteLine($"{feature.State}: {feature.Set?[0].Spec}");
        // end
    }
}
