using System.Runtime.InteropServices;
using System.Text;
using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Which FFmpeg the native library was built against and which one it runs with.</summary>
public sealed unsafe record NativeLibraryInfo
{
    private NativeLibraryInfo(in VfVersion version, string codecs)
    {
        AbiVersion = version.Abi;
        LibavcodecBuilt = ToVersion(version.AvcodecBuilt);
        LibavcodecLoaded = ToVersion(version.AvcodecLoaded);
        LibavformatBuilt = ToVersion(version.AvformatBuilt);
        LibavformatLoaded = ToVersion(version.AvformatLoaded);
        LibavutilBuilt = ToVersion(version.AvutilBuilt);
        LibavutilLoaded = ToVersion(version.AvutilLoaded);
        License = Marshal.PtrToStringUTF8((nint)version.License) ?? "";
        Configuration = Marshal.PtrToStringUTF8((nint)version.Configuration) ?? "";
        Encoders = Names(codecs, "encoder ");
        Decoders = Names(codecs, "decoder ");
    }

    /// <summary>The ABI number of the native library.</summary>
    public uint AbiVersion { get; }

    /// <summary>The libavcodec whose headers the library was built with.</summary>
    public Version LibavcodecBuilt { get; }

    /// <summary>The libavcodec that is loaded.</summary>
    public Version LibavcodecLoaded { get; }

    /// <summary>The libavformat whose headers the library was built with.</summary>
    public Version LibavformatBuilt { get; }

    /// <summary>The libavformat that is loaded.</summary>
    public Version LibavformatLoaded { get; }

    /// <summary>The libavutil whose headers the library was built with.</summary>
    public Version LibavutilBuilt { get; }

    /// <summary>The libavutil that is loaded.</summary>
    public Version LibavutilLoaded { get; }

    /// <summary>The licence of the loaded libavcodec build.</summary>
    public string License { get; }

    /// <summary>How the loaded libavcodec was configured.</summary>
    public string Configuration { get; }

    /// <summary>The HEVC encoders that libavcodec lists; whether one works is for the probe to say.</summary>
    public IReadOnlyList<string> Encoders { get; }

    /// <summary>The HEVC decoders that libavcodec lists.</summary>
    public IReadOnlyList<string> Decoders { get; }

    /// <summary>Loads the native library if it is not loaded yet, and asks it.</summary>
    /// <exception cref="DllNotFoundException">It is not there; says where it was looked for.</exception>
    public static NativeLibraryInfo Read()
    {
        var version = new VfVersion { StructSize = (uint)sizeof(VfVersion) };
        NativeException.Check(NativeMethods.vf_version_get(ref version));
        int length = NativeMethods.vf_codec_list(null, 0);
        byte[] text = new byte[length + 1];
        fixed (byte* first = text)
        {
            length = NativeMethods.vf_codec_list(first, text.Length);
        }
        return new NativeLibraryInfo(version, Encoding.UTF8.GetString(text, 0, length));
    }

    private static Version ToVersion(uint packed) => new((int)(packed >> 16), (int)(packed >> 8 & 255), (int)(packed & 255));

    private static string[] Names(string codecs, string kind) =>
        [.. codecs.Split('\n').Where(line => line.StartsWith(kind, StringComparison.Ordinal)).Select(line => line[kind.Length..])];
}
