using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace VideoFeat.Native.Interop;

/// <summary>Finds the native library: VIDEOFEAT_NATIVE, beside the program, runtimes/RID/native, then the system's own search.</summary>
internal static class NativeMethodsResolver
{
    internal const string EnvironmentVariable = "VIDEOFEAT_NATIVE";

    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeMethodsResolver).Assembly, Resolve);

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath) =>
        library == NativeMethods.Library
            ? Load(Environment.GetEnvironmentVariable(EnvironmentVariable), AppContext.BaseDirectory, FileName)
            : 0;

    /// <summary>Loads the library from the first place that has it.</summary>
    /// <param name="named">A file, or a folder that holds it; null or empty: not named.</param>
    /// <param name="programFolder">The folder of the program.</param>
    /// <param name="fileName">The library's file name on this system.</param>
    /// <exception cref="DllNotFoundException">No place has a library that loads; says every place and why not.</exception>
    internal static nint Load(string? named, string programFolder, string fileName)
    {
        var places = new StringBuilder();
        foreach (string place in Places(named, programFolder, fileName))
        {
            if (!File.Exists(place))
            {
                places.Append("\n  ").Append(place).Append(": no such file");
                continue;
            }
            try
            {
                return CheckAbi(NativeLibrary.Load(place), place);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                places.Append("\n  ").Append(place).Append(": ").Append(e.Message.ReplaceLineEndings(" ").Trim());
            }
        }
        if (string.IsNullOrEmpty(named))
        {
            if (NativeLibrary.TryLoad(fileName, out nint handle))
            {
                return CheckAbi(handle, fileName);
            }
            places.Append("\n  ").Append(fileName).Append(": not on the system's search path");
        }
        throw new DllNotFoundException(
            $"VideoFeat's native library was not found or did not load. Looked at:{places}\n" +
            $"It needs the FFmpeg libraries it was built with; {EnvironmentVariable} can name the file.");
    }

    internal static string FileName =>
        OperatingSystem.IsWindows() ? "videofeat_native.dll"
        : OperatingSystem.IsMacOS() ? "libvideofeat_native.dylib"
        : "libvideofeat_native.so";

    private static IEnumerable<string> Places(string? named, string programFolder, string fileName)
    {
        if (!string.IsNullOrEmpty(named))
        {
            // What the user names is what is meant: nothing else stands in for it.
            yield return Directory.Exists(named) ? Path.Combine(named, fileName) : named;
            yield break;
        }
        yield return Path.Combine(programFolder, fileName);
        yield return Path.Combine(programFolder, "runtimes", PortableRuntimeIdentifier, "native", fileName);
    }

    private static string PortableRuntimeIdentifier =>
        (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static unsafe nint CheckAbi(nint library, string place)
    {
        if (!NativeLibrary.TryGetExport(library, "vf_abi_version", out nint export))
        {
            throw new DllNotFoundException($"'{place}' is not VideoFeat's native library: it has no vf_abi_version");
        }
        uint found = ((delegate* unmanaged<uint>)export)();
        if (found != NativeMethods.AbiVersion)
        {
            throw new DllNotFoundException(
                $"'{place}' has ABI {found}, this VideoFeat needs ABI {NativeMethods.AbiVersion}: they are of different versions");
        }
        return library;
    }
}
