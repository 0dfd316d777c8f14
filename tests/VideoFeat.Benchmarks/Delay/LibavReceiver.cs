using VideoFeat.Native;

namespace VideoFeat.Benchmarks.Delay;

/// <summary>libavformat's SDP demuxer on a thread of its own, with its defaults.</summary>
internal sealed class LibavReceiver : IDisposable
{
    private readonly string _sdp = Path.GetTempFileName();
    private readonly DelayClock _clock;
    private readonly Thread _thread;
    private Demuxer? _demuxer;

    public LibavReceiver(string sdp, DelayClock clock)
    {
        File.WriteAllText(_sdp, sdp);
        _clock = clock;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends after what has come, and waits for that.</summary>
    public void Finish()
    {
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
            while (_demuxer.TryRead(out VideoPacket? packet))
            {
                using (packet)
                {
                    _clock.Arrived(packet.Data);
                }
            }
        }
        catch (NativeException)
        {
            // Interrupted, which is how it ends.
        }
    }
}
