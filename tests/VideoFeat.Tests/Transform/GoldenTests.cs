using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Transform;

/// <summary>A profile and two payloads written down once: what they say now they say on every machine, to the last bit of the components that prediction goes on from.</summary>
public class GoldenTests
{
    private static readonly TensorSpec Spec = new("x", ElementType.Float32, new TensorShape(1, 9, 14, 11));

    [Fact]
    public void Payloads_read_as_they_did_and_are_written_as_they_were()
    {
        (TransformSet set, TensorCodec[] codecs) = Open();
        var codec = new SetCodec(codecs);
        SetLevels? before = null;
        float[][]? components = null;
        foreach ((string file, uint crc) in new[] { ("intra", 0x491DBDBEu), ("inter", 0x3A8A3D45u) })
        {
            byte[] payload = File.ReadAllBytes(Vectors.Find($"transform/{file}.bin"));
            foreach (MixerWidth width in new[] { MixerWidth.Scalar, MixerWidths.Best })
            {
                Assert.Null(PayloadReader.Read(payload, set, codecs, before?.Levels, 1, width, out SetLevels? read));
                Assert.Equal(payload, PayloadWriter.Write(set, codecs, read!, before, 1, width));
            }

            Assert.Null(PayloadReader.Read(payload, set, codecs, before?.Levels, 1, MixerWidths.Best, out SetLevels? levels));
            components = codec.Reconstruct(levels!, components);
            Assert.Equal($"{file} {crc:x8}", $"{file} {Crc32C.Compute(MemoryMarshal.AsBytes<float>(components[0])):x8}");
            before = levels;
        }
    }

    private static (TransformSet Set, TensorCodec[] Codecs) Open()
    {
        Profile profile = Profile.Read(Vectors.Find("transform/sample.profile"));
        Assert.Null(TransformSet.Of(profile, out TransformSet? set));
        Assert.Null(set!.Codecs(profile.Meta, [Spec], out TensorCodec[] codecs));
        return (set, codecs);
    }
}
