using System.Buffers.Binary;
using VideoFeat.Native;

namespace VideoFeat.Tests.Native;

/// <summary>Pictures that hold every code of a bit depth, moved by a few samples from frame to frame.</summary>
internal static class Ramp
{
    public static byte[] Luma(int width, int height, int bitDepth, int frame)
    {
        int codes = 1 << bitDepth;
        byte[] luma = new byte[width * height * (bitDepth > 8 ? 2 : 1)];
        for (int i = 0; i < width * height; i++)
        {
            int code = (i + 7 * frame + (i / width % 3) * 5) % codes;
            if (bitDepth > 8)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(luma.AsSpan(2 * i), (ushort)code);
            }
            else
            {
                luma[i] = (byte)code;
            }
        }
        return luma;
    }

    public static byte[] Copy(VideoFrame frame)
    {
        int row = frame.Width * (frame.BitDepth > 8 ? 2 : 1);
        byte[] luma = new byte[row * frame.Height];
        for (int y = 0; y < frame.Height; y++)
        {
            frame.Row(y).CopyTo(luma.AsSpan(y * row));
        }
        return luma;
    }

    /// <summary>Codes frames 0 to count-1 and returns the access units with their key flags.</summary>
    public static List<(byte[] Data, bool IsKey, long Pts)> Code(VideoEncoder encoder, int count)
    {
        VideoEncoderSettings s = encoder.Settings;
        var units = new List<(byte[], bool, long)>();
        for (int i = 0; i < count; i++)
        {
            encoder.Send(Luma(s.Width, s.Height, s.BitDepth, i), s.Width * (s.BitDepth > 8 ? 2 : 1), i);
            Drain();
        }
        encoder.Finish();
        Drain();
        return units;

        void Drain()
        {
            while (encoder.TryReceive(out VideoPacket? packet))
            {
                using (packet)
                {
                    units.Add((packet.Data.ToArray(), packet.IsKey, packet.Pts));
                }
            }
        }
    }

    /// <summary>Decodes one access unit of a stream without reordering, which gives one picture at once.</summary>
    public static (byte[] Luma, VideoFrame Frame) Decode(VideoDecoder decoder, ReadOnlySpan<byte> unit, long pts)
    {
        decoder.Send(unit, pts);
        Assert.True(decoder.TryReceive(out VideoFrame? frame));
        return (Copy(frame), frame);
    }
}
