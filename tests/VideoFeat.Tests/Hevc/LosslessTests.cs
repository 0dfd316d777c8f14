using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Tests.Hevc;

/// <summary>Lossless means lossless: every code survives tensor to file to tensor.</summary>
public class LosslessTests
{
    private static readonly TensorShape Shape = new(1, 4, 40, 40); // 6400 elements: every code of a 12-bit ramp

    public static TheoryData<int, ChromaFormat, Prediction, LayoutKind, string> Cases()
    {
        var cases = new TheoryData<int, ChromaFormat, Prediction, LayoutKind, string>();
        foreach (int bits in new[] { 8, 10, 12 })
        {
            foreach (ChromaFormat chroma in new[] { ChromaFormat.Yuv420, ChromaFormat.Gray })
            {
                foreach (Prediction prediction in new[] { Prediction.Intra, Prediction.LowDelayP })
                {
                    foreach (LayoutKind layout in new[] { LayoutKind.Tiled, LayoutKind.ChannelPerFrame })
                    {
                        foreach (string extension in new[] { ".hevc", ".mp4", ".mkv", ".ts" })
                        {
                            cases.Add(bits, chroma, prediction, layout, extension);
                        }
                    }
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_code_of_a_ramp_survives_a_file(int bits, ChromaFormat chroma, Prediction prediction, LayoutKind layout, string extension)
    {
        using var folder = new TemporaryFolder();
        string path = WriteRamps(folder["ramp" + extension], bits, chroma, prediction, layout);
        AssertRamps(path, bits);
    }

    [SkippableTheory]
    [InlineData(8, Prediction.Intra)]
    [InlineData(10, Prediction.LowDelayP)]
    [InlineData(12, Prediction.LowDelayP)]
    public void Every_code_of_a_ramp_survives_a_remux_chain(int bits, Prediction prediction)
    {
        Skip.IfNot(Tool.Exists("ffmpeg"), "skipped because the ffmpeg program is not installed");
        using var folder = new TemporaryFolder();
        string path = WriteRamps(folder["a.mkv"], bits, ChromaFormat.Yuv420, prediction, LayoutKind.Tiled);
        foreach (string next in new[] { "b.mp4", "c.ts", "d.mkv", "e.hevc", "f.mp4" })
        {
            string to = folder[next];
            Tool.Succeed("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-c", "copy", to);
            AssertRamps(to, bits);
            path = to;
        }
    }

    internal const int Sets = 3;

    internal static string WriteRamps(string path, int bits, ChromaFormat chroma, Prediction prediction, LayoutKind layout)
    {
        int peak = (1 << bits) - 1;
        using FeatureEncoder encoder = FeatureEncoder.Open(Shape, new CodecOptions
        {
            BitDepth = bits,
            Chroma = chroma,
            Prediction = prediction,
            Layout = layout,
            Lossless = true,
            Encoder = "libx265",
            Range = RangeMode.Fixed,
            FixedRanges = [new ValueRange(0, peak)],
        });
        using FeatureFileWriter writer = FeatureFileWriter.Create(
            path, encoder.ExtraData, encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, encoder.FramesPerSecond);
        for (int i = 0; i < Sets; i++)
        {
            using FeatureTensor ramp = Tensors.Ramp(Shape, peak, i * 7);
            using CodedFeature coded = encoder.Encode(ramp);
            writer.Write(coded);
        }

        writer.Finish();
        return path;
    }

    internal static void AssertRamps(string path, int bits)
    {
        int peak = (1 << bits) - 1;
        using var decoder = FeatureDecoder.Open();
        int i = 0;
        foreach (DecodedFeature feature in decoder.DecodeFile(path))
        {
            using (feature)
            {
                Assert.Equal(FeatureState.Intact, feature.State);
                using FeatureTensor ramp = Tensors.Ramp(Shape, peak, i * 7);
                Assert.Equal(Shape, feature.Set![0].Shape);
                Assert.True(ramp.Floats.SequenceEqual(feature.Set[0].Floats), $"{path}: set {i} came back different");
                i++;
            }
        }

        Assert.Equal(Sets, i);
    }
}
