using VideoFeat.Native;

namespace VideoFeat.Bridges.Files;

/// <summary>Reads access units out of a container: what we wrote, or what FFmpeg and GStreamer made of it.</summary>
public sealed class FeatureFileReader : IDisposable
{
    private readonly string _path;
    private readonly Demuxer _demuxer;
    private long _units;

    private FeatureFileReader(string path, Demuxer demuxer)
    {
        _path = path;
        _demuxer = demuxer;
    }

    /// <summary>Frames that the container promises; null where it does not say.</summary>
    public long? FrameCount => _demuxer.FrameCount;

    /// <summary>Frames per second by the container; 0 where it does not say.</summary>
    public double FrameRate => _demuxer.FrameRate;

    /// <summary>Opens a file that holds an HEVC stream.</summary>
    /// <exception cref="IOException">Missing, unreadable, empty, or without an HEVC stream; the message names the file.</exception>
    public static FeatureFileReader Open(string path)
    {
        var file = new FileInfo(path);
        if (Directory.Exists(path))
        {
            throw new IOException($"{path}: is a folder, not a file.");
        }

        if (!file.Exists)
        {
            throw new FileNotFoundException($"{path}: no such file.", path);
        }

        if (file.Length == 0)
        {
            throw new Packing.FeatureFormatException($"{path}: the file is empty (0 bytes).");
        }

        try
        {
            return new FeatureFileReader(path, Demuxer.Open(path));
        }
        catch (NativeException e)
        {
            throw new Packing.FeatureFormatException($"{path}: not a file with an HEVC stream: {e.Message}", e);
        }
    }

    /// <summary>True and the next packet (an access unit in Annex B), which the caller disposes; false at the end.</summary>
    /// <exception cref="Packing.FeatureFormatException">The file is damaged or ends in the middle.</exception>
    public bool TryRead(out VideoPacket? packet)
    {
        try
        {
            if (!_demuxer.TryRead(out packet))
            {
                if (FrameCount is long promised && _units < promised)
                {
                    throw new Packing.FeatureFormatException($"{_path}: ends after {_units} of {promised} access units.");
                }

                return false;
            }

            _units++;
            return true;
        }
        catch (NativeException e)
        {
            throw new Packing.FeatureFormatException($"{_path}: reading access unit {_units} failed: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _demuxer.Dispose();
}
