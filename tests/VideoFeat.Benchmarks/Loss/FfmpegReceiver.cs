using VideoFeat.Native;

namespace VideoFeat.Benchmarks.Loss;

/// <summary>
/// The same packets through libavformat's SDP demuxer and libavcodec's decoder with their defaults, and no check of ours: what an application over FFmpeg
/// would be given as good pictures.
/// </summary>
internal sealed class FfmpegReceiver : IDisposable
{
    private readonly string _sdp = Path.GetTempFileName();
    private readonly LossStream _stream;
    private readonly Thread _thread;
    private Demuxer? _demuxer;
    private volatile bool _ended;

    public FfmpegReceiver(string sdp, LossStream stream)
    {
        File.WriteAllText(_sdp, sdp);
        _stream = stream;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Pictures that came out.</summary>
    public int Pictures { get; private set; }

    /// <summary>Those that are not the ones sent.</summary>
    public int Wrong { get; private set; }

    /// <summary>Of these, those that FFmpeg flags as corrupt.</summary>
    public int Flagged { get; private set; }

    /// <summary>Ends after what has come, and waits for that.</summary>
    public void Finish()
    {
        _ended = true;
        _demuxer?.Interrupt();
        _thread.Join();
    }

    public void Dispose()
    {
        Finish();
        _demuxer?.Dispose();
        _demuxer = null;
        File.Delete(_sdp);
    }

    private void Run()
    {
        try
        {
            _demuxer = Demuxer.Open(_sdp, new DemuxerSettings { Format = "sdp", TimeoutMs = 20_000, Options = [new("protocol_whitelist", "file,udp,rtp")] });
            using var decoder = VideoDecoder.Open();
            var numbers = new Dictionary<long, ulong?>();
            for (long next = 0; !_ended && _demuxer.TryRead(out VideoPacket? packet); next++)
            {
                using (packet)
                {
                    numbers[next] = FeatureNumber.Of(packet.Data);
                    Send(decoder, packet, next);
                }

                while (decoder.TryReceive(out VideoFrame? frame))
                {
                    using (frame)
                    {
                        Count(frame, numbers.GetValueOrDefault(frame.Pts));
                    }
                }
            }
        }
        catch (NativeException)
        {
            // Interrupted, which is how it ends; or nothing came at all.
        }
    }

    private static void Send(VideoDecoder decoder, VideoPacket packet, long pts)
    {
        try
        {
            decoder.Send(packet.Data, pts);
        }
        catch (NativeException)
        {
            // It refuses the packet, and says so: that is no wrong picture.
        }
    }

    private void Count(VideoFrame frame, ulong? sequence)
    {
        Pictures++;
        if (!_stream.IsRight(frame, sequence))
        {
            Wrong++;
            Flagged += frame.Corrupt ? 1 : 0;
        }
    }
}
