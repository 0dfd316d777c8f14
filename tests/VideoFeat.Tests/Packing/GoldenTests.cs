using System.Runtime.InteropServices;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;
using LayoutKind = VideoFeat.Packing.Layout.LayoutKind;

namespace VideoFeat.Tests.Packing;

/// <summary>Headers, frames and decoded values equal those that tests/vectors/packing/make.py, a second implementation, wrote down.</summary>
public class GoldenTests
{
    public static TheoryData<string> Files { get; } =
        [.. from kind in new[] { "tiled", "perframe" } from bits in new[] { 8, 10, 12 } from g in new[] { "tensor", "channel" } select $"{kind}-{bits}-{g}.txt"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_second_implementation_agrees_to_the_bit(string file)
    {
        string[] name = Path.GetFileNameWithoutExtension(file).Split('-');
        ILookup<string, byte[]> golden = File.ReadLines(Vectors.Find($"packing/{file}")).Select(line => line.Split(' '))
            .ToLookup(words => words[0], words => Convert.FromHexString(words[1]));
        byte[] values = File.ReadAllBytes(Vectors.Find("packing/source.f4"));
        using FeatureTensor tensor = FeatureTensor.FromFloats(MemoryMarshal.Cast<byte, float>(values), new TensorShape(3, 5, 7), "gold");
        using var set = new FeatureSet(tensor);
        int bits = int.Parse(name[1]);
        var options = new QuantizerOptions { BitDepth = bits, Granularity = name[2] == "tensor" ? Granularity.PerTensor : Granularity.PerChannel };
        PackPlan plan = PackPlan.Create(
            [tensor.Spec], new LayoutOptions { Kind = name[0] == "tiled" ? LayoutKind.Tiled : LayoutKind.ChannelPerFrame, MinWidth = 8, MinHeight = 8, TileAlignment = 8 });
        var configuration = new FeatureConfiguration { Plan = plan, BitDepth = bits, Granularity = options.Granularity };
        Assert.Equal(golden["configuration"].Single(), FeatureHeaderWriter.Write(configuration));

        var packer = new FeaturePacker(plan, options);
        IReadOnlyList<QuantizerParameters> parameters = packer.Measure(set, 0);
        byte[] frames = new byte[plan.BytesPerSet(bits)];
        packer.Pack(set, 0, parameters, frames);
        Assert.Equal(golden["frame"].SelectMany(f => f), frames);

        int frameBytes = frames.Length / plan.FramesPerSet;
        var unit = new FeatureUnitHeader
        {
            ConfigurationId = configuration.Id,
            SequenceNumber = 7,
            Parameters = parameters,
            Check = CheckKind.SourceCodes,
            Crc = Crc32C.Compute(frames.AsSpan(0, frameBytes)),
        };
        Assert.Equal(golden["unit"].Single(), FeatureHeaderWriter.Write(unit));

        using var decoded = new FeatureSet(FeatureTensor.Rent(tensor.Spec));
        var unpacker = new FeatureUnpacker(plan, bits);
        for (int frame = 0; frame < plan.FramesPerSet; frame++)
        {
            unpacker.Unpack(frames.AsSpan(frame * frameBytes, frameBytes), frameBytes / plan.FrameHeight, frame, parameters, decoded, 0);
        }

        Assert.Equal(golden["decoded"].Single(), decoded[0].Bytes.ToArray());
    }
}
