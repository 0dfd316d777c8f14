using VideoFeat.Native;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files;

/// <summary>Writes access units into a container. The file appears under its name only when it is whole: until then it has a temporary one.</summary>
public sealed class FeatureFileWriter : IDisposable
{
    private readonly string _path;
    private readonly AtomicFile _file;
    private readonly Muxer _muxer;

    private FeatureFileWriter(string path, MuxerSettings settings)
    {
        _path = path;
        _file = AtomicFile.Create(path);
        try
        {
            _muxer = Muxer.Open(_file.TemporaryPath, settings);
        }
        catch (NativeException e)
        {
            _file.Dispose();
            throw new IOException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Access units written.</summary>
    public long Units { get; private set; }

    /// <summary>Opens a file; its extension chooses the container.</summary>
    /// <param name="path">Where the whole file will stand; an existing one is replaced at the end.</param>
    /// <param name="extraData">VPS, SPS and PPS in Annex B.</param>
    /// <param name="width">Picture width in samples.</param>
    /// <param name="height">Picture height in samples.</param>
    /// <param name="framesPerSecond">Frames per second, for time stamps.</param>
    /// <exception cref="ArgumentException">Unknown extension.</exception>
    /// <exception cref="IOException">The folder is missing, read-only or full.</exception>
    public static FeatureFileWriter Create(string path, ReadOnlySpan<byte> extraData, int width, int height, double framesPerSecond)
    {
        FileFormat format = FileFormat.Of(path);
        return new FeatureFileWriter(path, new MuxerSettings
        {
            Format = format.Name,
            Width = width,
            Height = height,
            ExtraData = extraData.ToArray(),
            FrameRate = framesPerSecond,

            // The index in front: a file that was cut later still opens, and gives every set before the cut. And nothing in it that is not of the features:
            // no version of libavformat, no random number, so that equal features give equal files.
            Options = format.Name switch
            {
                "mp4" => [new("movflags", "+faststart"), new("fflags", "+bitexact")],
                "matroska" => [new("fflags", "+bitexact")],
                _ => [],
            },
        });
    }

    /// <summary>Writes all access units of a coded set.</summary>
    /// <exception cref="IOException">The disk is full, or another write error; the temporary file goes with <see cref="Dispose"/>.</exception>
    public void Write(CodedFeature coded)
    {
        ArgumentNullException.ThrowIfNull(coded);
        foreach (AccessUnit unit in coded.Units)
        {
            Write(unit);
        }
    }

    /// <summary>Writes one access unit.</summary>
    /// <exception cref="IOException">The disk is full, or another write error.</exception>
    public void Write(in AccessUnit unit)
    {
        try
        {
            _muxer.Write(unit.Data.Span, unit.Pts, unit.IsKey);
            Units++;
        }
        catch (NativeException e)
        {
            throw new IOException($"{_path}: writing access unit {Units} failed: {e.Message}", e);
        }
    }

    /// <summary>Ends the container, flushes it to the disk, and gives the file its name. Bytes of the whole file.</summary>
    /// <exception cref="IOException">The trailer cannot be written, or the file cannot be renamed.</exception>
    public long Finish()
    {
        try
        {
            _muxer.Finish();
        }
        catch (NativeException e)
        {
            throw new IOException($"{_path}: ending the file failed: {e.Message}", e);
        }

        _file.Write(stream => stream.Flush(flushToDisk: true));
        _file.Commit();
        FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        return new FileInfo(_path).Length;
    }

    /// <summary>Without <see cref="Finish"/>, removes what was written.</summary>
    public void Dispose()
    {
        _muxer.Dispose();
        _file.Dispose();
    }
}
