using System.Collections.Concurrent;
using VideoFeat.Native;

namespace VideoFeat.Bridges.Hevc;

/// <summary>
/// Codes, decodes and compares a few frames of one very geometry. An encoder's own reconstruction is no proof:
/// x265 3.5 writes a wrong bitstream for inter pictures one CTU wide, and only decoding shows it.
/// </summary>
internal static class HevcSelfCheck
{
    // With a QP for each picture, four steps over the range.
    private const int LowQp = 16, QpStep = 9;

    private static readonly ConcurrentDictionary<string, string?> Done = new();

    /// <summary>Null where the settings pass, else what went wrong. Remembered for the process.</summary>
    public static string? Fault(VideoEncoderSettings settings) => Done.GetOrAdd(HevcSettings.Key(settings), _ => Run(settings));

    internal static string? Run(VideoEncoderSettings settings)
    {
        int frames = settings.KeyInterval == 1 && !settings.VaryQp ? 1 : 4;
        int firstBytes = 0, lastBytes = 0;
        int bytes = settings.BitDepth > 8 ? 2 : 1;
        int stride = settings.Width * bytes;
        using var encoder = VideoEncoder.Open(settings);
        using var decoder = VideoDecoder.Open(new VideoDecoderSettings { CheckHash = settings.Hash });
        var sent = new byte[frames][];
        int received = 0;
        for (int i = 0; i < frames; i++)
        {
            sent[i] = TestPicture(settings.Width, settings.Height, settings.BitDepth, i);
            if (settings.VaryQp)
            {
                encoder.SetQp(LowQp + (i * QpStep));
            }

            encoder.Send(sent[i], stride, i, i == 0);
            if (!encoder.TryReceive(out VideoPacket? packet))
            {
                return $"{settings.Codec} holds picture {i} back; features need one packet a picture";
            }

            using (packet)
            {
                (firstBytes, lastBytes) = (i == 0 ? packet!.Data.Length : firstBytes, packet!.Data.Length);
                decoder.Send(packet.Data, i);
            }

            if (Drain(decoder, settings, sent, ref received) is string fault)
            {
                return fault;
            }
        }

        if (settings.VaryQp && lastBytes >= firstBytes)
        {
            return $"{settings.Codec} does not follow the QP of a picture: {firstBytes} bytes at QP {LowQp}, {lastBytes} at QP {LowQp + ((frames - 1) * QpStep)}";
        }

        encoder.Finish();
        decoder.Finish();
        return Drain(decoder, settings, sent, ref received)
            ?? (received == frames ? null : $"{settings.Codec}: {frames} pictures coded, {received} decoded");
    }

    private static string? Drain(VideoDecoder decoder, VideoEncoderSettings settings, byte[][] sent, ref int received)
    {
        while (decoder.TryReceive(out VideoFrame? frame))
        {
            using (frame)
            {
                received++;
                if (Compare(frame!, settings, sent[frame!.Pts]) is string fault)
                {
                    return $"{settings.Codec} at {settings.Width}x{settings.Height}, {settings.BitDepth} bit, picture {frame.Pts}: {fault}";
                }
            }
        }

        return null;
    }

    private static string? Compare(VideoFrame frame, VideoEncoderSettings settings, byte[] sent)
    {
        if (frame.Width != settings.Width || frame.Height != settings.Height || frame.BitDepth != settings.BitDepth)
        {
            return $"decoded as {frame.Width}x{frame.Height}, {frame.BitDepth} bit";
        }

        if (settings.Hash && frame.Hash != PictureHash.Match)
        {
            return $"the decoded picture disagrees with the encoder's own picture hash ({frame.Hash})";
        }

        int bytes = settings.BitDepth > 8 ? 2 : 1;
        int rowBytes = settings.Width * bytes;
        long wrong = 0;
        double squares = 0;
        for (int y = 0; y < settings.Height; y++)
        {
            ReadOnlySpan<byte> a = sent.AsSpan(y * rowBytes, rowBytes);
            ReadOnlySpan<byte> b = frame.Luma.Slice(y * frame.StrideBytes, rowBytes);
            if (a.SequenceEqual(b))
            {
                continue;
            }

            for (int x = 0; x < settings.Width; x++)
            {
                int d = Sample(a, x, bytes) - Sample(b, x, bytes);
                wrong += d == 0 ? 0 : 1;
                squares += (double)d * d;
            }
        }

        if (settings.Lossless)
        {
            return wrong == 0 ? null : $"{wrong} of {settings.Width * settings.Height} codes changed in lossless mode";
        }

        // A QP of 51 still keeps a test picture above 10 dB; below that the encoder does not code what it was given.
        double peak = (1 << settings.BitDepth) - 1;
        double mse = squares / ((double)settings.Width * settings.Height);
        return mse <= peak * peak / 10 ? null : $"mean squared error {mse:F0} codes², which is noise";
    }

    private static int Sample(ReadOnlySpan<byte> row, int x, int bytes) => bytes == 1 ? row[x] : row[2 * x] | (row[(2 * x) + 1] << 8);

    /// <summary>Feature-like: soft blobs that move from picture to picture, a ramp of all codes, and seeded noise.</summary>
    private static byte[] TestPicture(int width, int height, int bitDepth, int index)
    {
        int bytes = bitDepth > 8 ? 2 : 1;
        int peak = (1 << bitDepth) - 1;
        var picture = new byte[width * height * bytes];
        uint state = 0x9E3779B9;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                state = (state * 1664525) + 1013904223;
                int noise = (int)(state >> 24) % 9 - 4;
                double wave = Math.Sin((x + (2 * index)) * 0.37) * Math.Sin((y + index) * 0.29);
                int code = y == 0 ? (x + (index * width)) * 7 % (peak + 1) : (int)(peak * (0.5 + (0.45 * wave))) + noise;
                code = Math.Clamp(code, 0, peak);
                int at = ((y * width) + x) * bytes;
                picture[at] = (byte)code;
                if (bytes == 2)
                {
                    picture[at + 1] = (byte)(code >> 8);
                }
            }
        }

        return picture;
    }
}
