using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Hevc;

/// <summary>Whole files with flipped bits, in every container: never a wrong tensor, never anything but the documented exceptions.</summary>
public class FlippedFileTests
{
    private static readonly TensorShape Shape = new(1, 16, 24, 24);

    [Theory]
    [InlineData(".hevc")]
    [InlineData(".mp4")]
    [InlineData(".mkv")]
    [InlineData(".ts")]
    public void Flipped_bits_in_a_file_never_give_a_wrong_tensor(string extension)
    {
        using var folder = new TemporaryFolder();
        string path = folder["whole" + extension];
        List<float[]> expected = Write(path);
        byte[] whole = File.ReadAllBytes(path);
        Random random = Seeds.Random(extension.Length);
        int noticed = 0;
        for (int round = 0; round < 40; round++)
        {
            byte[] damaged = whole.ToArray();
            for (int flips = random.Next(1, 8); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            string bad = folder["bad" + extension];
            File.WriteAllBytes(bad, damaged);
            noticed += Check(bad, expected) ? 1 : 0;
        }

        Assert.True(noticed >= 10, $"only {noticed} of 40 damaged files were noticed; the test does not bite");
    }

    private static List<float[]> Write(string path)
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions { Encoder = "libx265", Qp = 12 });
        using FeatureFileWriter writer = FeatureFileWriter.Create(
            path, encoder.ExtraData, encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, encoder.FramesPerSecond);
        for (int i = 0; i < 6; i++)
        {
            using FeatureTensor tensor = Tensors.Features(Shape, i);
            using CodedFeature coded = encoder.Encode(tensor);
            writer.Write(coded);
        }

        writer.Finish();
        using var decoder = FeatureDecoder.Open();
        var decoded = new List<float[]>();
        foreach (DecodedFeature feature in decoder.DecodeFile(path))
        {
            using (feature)
            {
                decoded.Add(feature.Set![0].Floats.ToArray());
            }
        }

        Assert.Equal(6, decoded.Count);
        return decoded;
    }

    // True where the damage was noticed: a set lost, or the file refused.
    private static bool Check(string path, List<float[]> expected)
    {
        int intact = 0;
        try
        {
            using var decoder = FeatureDecoder.Open();
            foreach (DecodedFeature feature in decoder.DecodeFile(path))
            {
                using (feature)
                {
                    if (feature.State == FeatureState.Intact)
                    {
                        intact++;
                        Assert.InRange(feature.Sequence, 0ul, 5ul);
                        Assert.True(expected[(int)feature.Sequence].AsSpan().SequenceEqual(feature.Set![0].Floats), $"set {feature.Sequence} is wrong and was handed out as intact");
                    }
                }
            }
        }
        catch (IOException e)
        {
            Assert.Contains(Path.GetFileName(path), e.Message, StringComparison.Ordinal);
            return true;
        }

        return intact < expected.Count;
    }
}
