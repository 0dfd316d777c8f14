using System.Buffers.Binary;
using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

/// <summary>x265 3.5 miscodes inter pictures exactly one CTU wide: why whoever opens an encoder must choose a smaller CTU or pad,
/// and decode what was coded. Measured here with sideways motion: every inter picture of every such stream is wrong.</summary>
public class X265OneCtuColumnTests
{
    private const int Frames = 8;
    private const int Height = 96;

    [SkippableTheory]
    [InlineData(16, 8)]
    [InlineData(16, 10)]
    [InlineData(32, 8)]
    [InlineData(32, 10)]
    [InlineData(64, 8)]
    [InlineData(64, 10)]
    public void Pictures_one_CTU_wide_are_miscoded_and_the_hash_tells(int width, int bitDepth)
    {
        (int inexact, int mismatches) = Code(width, width, bitDepth, keyInterval: Frames);
        Assert.Equal(inexact > 0, mismatches > 0);
        Skip.If(inexact == 0, "skipped because this x265 does not have the defect");
        Assert.InRange(mismatches, inexact, Frames - 1);
    }

    [Theory]
    [InlineData(32, 16, 8)]
    [InlineData(32, 16, 10)]
    [InlineData(64, 32, 8)]
    [InlineData(64, 16, 10)]
    [InlineData(24, 16, 8)] // 16 has no smaller CTU: padding to 24 is the cure
    [InlineData(24, 16, 10)]
    public void A_smaller_CTU_or_padding_is_exact(int width, int ctu, int bitDepth) =>
        Assert.Equal((0, 0), Code(width, ctu, bitDepth, keyInterval: Frames));

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public void Intra_pictures_one_CTU_wide_are_exact(int width) => Assert.Equal((0, 0), Code(width, width, 8, keyInterval: 1));

    private static (int Inexact, int Mismatches) Code(int width, int ctu, int bitDepth, int keyInterval)
    {
        using VideoEncoder encoder = VideoEncoder.Open(new VideoEncoderSettings
        {
            Width = width,
            Height = Height,
            BitDepth = bitDepth,
            Lossless = true,
            Hash = true,
            KeyInterval = keyInterval,
            MaxCuSize = ctu,
            Threads = 1,
            Options = VideoEncoderSettings.FeaturePreset,
        });
        using VideoDecoder decoder = VideoDecoder.Open(new VideoDecoderSettings { Threads = 1 });
        int inexact = 0, mismatches = 0;
        for (int i = 0; i < Frames; i++)
        {
            byte[] luma = Moving(width, bitDepth, i);
            encoder.Send(luma, luma.Length / Height, i);
            Assert.True(encoder.TryReceive(out VideoPacket? packet));
            using (packet)
            {
                (byte[] decoded, VideoFrame frame) = Ramp.Decode(decoder, packet.Data, i);
                using (frame)
                {
                    inexact += luma.AsSpan().SequenceEqual(decoded) ? 0 : 1;
                    mismatches += frame.Hash == PictureHash.Mismatch ? 1 : 0;
                }
            }
        }
        return (inexact, mismatches);
    }

    // Waves that move one sample to the left in each frame, with a little noise that stays.
    private static byte[] Moving(int width, int bitDepth, int frame)
    {
        var random = new Random(1);
        byte[] luma = new byte[width * Height * (bitDepth > 8 ? 2 : 1)];
        for (int i = 0; i < width * Height; i++)
        {
            int x = i % width, y = i / width;
            int code = (int)(100 * (1 + Math.Sin((x + frame) * 0.3) * Math.Cos((y + frame * 0.5) * 0.2))) + random.Next(4);
            if (bitDepth > 8)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(luma.AsSpan(2 * i), (ushort)(code << (bitDepth - 8)));
            }
            else
            {
                luma[i] = (byte)code;
            }
        }
        return luma;
    }
}
