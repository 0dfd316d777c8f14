using System.Runtime.InteropServices;
using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Reads images (PNG, JPEG, WebP, BMP, ...) and videos through FFmpeg's decoders, as RGB planes at a wanted size: the input
/// of networks, never the codes of features. EXIF orientation and video rotation are applied; transparency is dropped; grey,
/// palette and 16-bit pictures become 8-bit RGB. One thread at a time.</summary>
public sealed unsafe class MediaReader : IDisposable
{
    private readonly MediaHandle _handle;
    private readonly string _path;
    private VfMediaInfo _info;

    private MediaReader(MediaHandle handle, string path)
    {
        (_handle, _path) = (handle, path);
        ReadInfo();
        Codec = Marshal.PtrToStringUTF8((nint)_info.Codec) ?? "";
    }

    /// <summary>FFmpeg's name of the decoder, such as png or h264.</summary>
    public string Codec { get; }

    /// <summary>Width of the current picture in pixels, upright; before the first <see cref="TryRead"/> that of the first.</summary>
    public int Width => _info.Width;

    /// <summary>Height of the current picture in pixels, upright; before the first <see cref="TryRead"/> that of the first.</summary>
    public int Height => _info.Height;

    /// <summary>Pictures a second; 0 for a still.</summary>
    public double FrameRate => _info.FrameRate;

    /// <summary>Time stamp of the current picture in seconds; NaN if it has none.</summary>
    public double Seconds { get; private set; } = double.NaN;

    /// <summary>Opens an image, a video or a camera and decodes its first picture.</summary>
    /// <param name="path">A path, or the URL of a byte stream (http, tcp); not a session such as RTSP. With a device, what that calls its source.</param>
    /// <param name="settings">Limits; null: the defaults.</param>
    /// <exception cref="NativeException">No such file, no picture in it, a damaged first picture, or one that is too large.</exception>
    public static MediaReader Open(string path, MediaReaderSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        settings ??= new MediaReaderSettings();
        using var arguments = new Utf8Arguments();
        var config = new VfMediaConfig
        {
            StructSize = (uint)sizeof(VfMediaConfig),
            MaxWidth = settings.MaxWidth,
            MaxHeight = settings.MaxHeight,
            Threads = settings.Threads,
            TimeoutMs = settings.TimeoutMs,
            Device = arguments.Add(settings.Device),
            Options = arguments.Add(settings.Options),
        };
        int result = NativeMethods.vf_media_open(arguments.Add(path), config, out MediaHandle handle);
        if (result < 0)
        {
            NativeException error = NativeException.Last();
            handle.Dispose();
            throw error;
        }
        return new MediaReader(handle, path);
    }

    /// <summary>Makes the next picture the current one; the first call makes the first current. False at the end.</summary>
    /// <exception cref="NativeException">The file is damaged, or nothing came within the time limit.</exception>
    public bool TryRead()
    {
        int result = NativeException.Check(NativeMethods.vf_media_read(_handle, out double seconds));
        if (result != NativeMethods.Ok)
        {
            return false;
        }
        Seconds = seconds;
        ReadInfo();
        return true;
    }

    /// <summary>Scales a part of the current picture: bilinear, antialiased when it shrinks, pixel centres aligned.</summary>
    /// <param name="width">Wanted width in pixels, 1 to 16384.</param>
    /// <param name="height">Wanted height in pixels, 1 to 16384.</param>
    /// <param name="rgbPlanar">Receives the planes R, G and B of width * height bytes each, full range.</param>
    /// <param name="crop">The part; null: all of the picture.</param>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="NativeException">The crop leaves the picture, or the picture cannot be turned into RGB.</exception>
    public void Scale(int width, int height, Span<byte> rgbPlanar, CropRectangle? crop = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (rgbPlanar.Length < 3L * width * height)
        {
            throw new ArgumentException(
                $"{rgbPlanar.Length} bytes do not hold three planes of {width}x{height} of '{_path}'", nameof(rgbPlanar));
        }
        CropRectangle part = crop ?? new CropRectangle(0, 0, Width, Height);
        fixed (byte* planes = rgbPlanar)
        {
            NativeException.Check(NativeMethods.vf_media_scale(
                _handle, part.X, part.Y, part.Width, part.Height, width, height, planes, rgbPlanar.Length));
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private void ReadInfo()
    {
        _info = new VfMediaInfo { StructSize = (uint)sizeof(VfMediaInfo) };
        NativeException.Check(NativeMethods.vf_media_info_get(_handle, ref _info));
    }
}
