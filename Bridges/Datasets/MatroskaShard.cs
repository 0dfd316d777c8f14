using VideoFeat.Native;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>Access units of a Matroska file through libavformat, whose index finds the key picture before each. One thread reads at a time.</summary>
internal sealed class MatroskaShard : IShardReader
{
    private readonly string _path;
    private readonly Demuxer _demuxer;
    private readonly Lock _turn = new();
    private long _next;
    private long? _units;

    private MatroskaShard(string path, Demuxer demuxer)
    {
        _path = path;
        _demuxer = demuxer;
    }

    public long Units
    {
        get
        {
            lock (_turn)
            {
                return _units ??= Count();
            }
        }
    }

    public static MatroskaShard Open(string path)
    {
        try
        {
            return new MatroskaShard(path, Demuxer.Open(path));
        }
        catch (NativeException e)
        {
            throw new FeatureFormatException($"{path}: not a file with an HEVC stream: {e.Message}", e);
        }
    }

    public IReadOnlyList<byte[]> Read(long first, int count)
    {
        lock (_turn)
        {
            try
            {
                if (first != _next)
                {
                    _demuxer.SeekToKey(first);
                }

                var units = new List<byte[]>(count);
                while (units.Count < count)
                {
                    Take(first + units.Count, units);
                }

                _next = first + count;
                return units;
            }
            catch (NativeException e)
            {
                _next = -1;
                throw new FeatureFormatException($"{_path}: access unit {first} cannot be read: {e.Message}", e);
            }
        }
    }

    public void Dispose() => _demuxer.Dispose();

    // A time stamp in whole milliseconds is within half a frame of n / 30 s; what comes before the wanted one is passed over.
    private void Take(long wanted, List<byte[]> units)
    {
        if (!_demuxer.TryRead(out VideoPacket? packet))
        {
            _next = -1;
            throw new FeatureFormatException($"{_path}: it ends before access unit {wanted}.");
        }

        using (packet)
        {
            if (packet.Pts > wanted)
            {
                _next = -1;
                throw new FeatureFormatException($"{_path}: access unit {wanted} is missing.");
            }

            if (packet.Pts == wanted)
            {
                units.Add(packet.Data.ToArray());
            }
        }
    }

    private long Count()
    {
        if (_demuxer.FrameCount is long known)
        {
            return known;
        }

        long units = 0;
        try
        {
            _demuxer.SeekToKey(0);
            while (_demuxer.TryRead(out VideoPacket? packet))
            {
                packet.Dispose();
                units++;
            }
        }
        catch (NativeException)
        {
            // Damaged from here on; what stands before it counts.
        }

        _next = -1;
        return units;
    }
}
