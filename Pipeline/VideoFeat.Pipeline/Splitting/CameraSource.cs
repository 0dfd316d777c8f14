using VideoFeat.Native;

namespace VideoFeat.Splitting;

/// <summary>A camera, or another device of FFmpeg's libavdevice.</summary>
/// <param name="Device">libavdevice's name: v4l2, dshow, avfoundation, lavfi.</param>
/// <param name="Name">What the device calls its source: /dev/video0, or a filter graph for lavfi.</param>
/// <param name="Options">Options of the device, such as video_size and framerate.</param>
public sealed record CameraSource(string Device, string Name, IReadOnlyList<KeyValuePair<string, string>> Options)
{
    private const int SilenceMs = 5000; // a camera that gives nothing for so long is gone

    private static readonly string[] Devices = ["v4l2", "dshow", "avfoundation", "lavfi"];

    /// <summary>Reads DEVICE:NAME, or a plain name for the camera system of this machine.</summary>
    public static CameraSource Parse(string text, IReadOnlyList<KeyValuePair<string, string>> options)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        string? device = Array.Find(Devices, d => text.StartsWith(d + ':', StringComparison.Ordinal));
        string own = OperatingSystem.IsWindows() ? "dshow" : OperatingSystem.IsMacOS() ? "avfoundation" : "v4l2";
        return device is null ? new CameraSource(own, text, options) : new CameraSource(device, text[(device.Length + 1)..], options);
    }

    internal MediaReader Open() => MediaReader.Open(Name, new MediaReaderSettings { Device = Device, Options = Options, TimeoutMs = SilenceMs });
}
