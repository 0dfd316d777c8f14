using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Planning;
using VideoFeat.Comparison.Results;
using VideoFeat.Native;

namespace VideoFeat.Comparison.Running;

/// <summary>What takes part in a comparison and its version, asked for once.</summary>
internal sealed partial class Software
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (string? Version, string? Fault)> _programs = new(StringComparer.Ordinal);
    private string? _ffmpegEncoders;

    /// <summary>Names and versions of all that was asked for so far.</summary>
    public SortedDictionary<string, string> Versions { get; } = new(StringComparer.Ordinal)
    {
        ["videofeat"] = typeof(FeatureEncoder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        ["libavcodec"] = NativeLibraryInfo.Read().LibavcodecLoaded.ToString(),
    };

    /// <summary>Our own coders' identity: two builds of different code differ even where their version is the same.</summary>
    public static string Own { get; } = string.Join(' ', new[] { typeof(Packing.FeatureSet), typeof(Bridges.CodedFeature) }.Select(t => t.Assembly.ManifestModule.ModuleVersionId.ToString("N")));

    /// <summary>What runs for a codec, or why it cannot.</summary>
    public async Task<(string Version, string? Absent)> OfAsync(ResolvedCodec codec, CancellationToken cancellation)
    {
        if (codec.Entry.Kind == CodecKind.VideoFeat || codec.Entry.Name == "brotli")
        {
            return ($"videofeat {Versions["videofeat"]}, libavcodec {Versions["libavcodec"]}", null);
        }

        if (codec.Entry.Kind == CodecKind.Outside)
        {
            string program = codec.Planned.Settings["encode"][0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            string? path = PathOf(program);
            return path is null ? ("", $"the program {program} is not there") : ($"{program}, SHA-256 {ContentHash.OfFile(path)}", null);
        }

        if (codec.Entry.Kind == CodecKind.Compressor)
        {
            (string? version, string? fault) = await ProgramAsync(codec.Entry.Needs, "--version", cancellation).ConfigureAwait(false);
            return (version ?? "", fault);
        }

        return await FfmpegAsync(codec.Entry.Needs, cancellation).ConfigureAwait(false);
    }

    private async Task<(string Version, string? Absent)> FfmpegAsync(string encoder, CancellationToken cancellation)
    {
        (string? version, string? fault) = await ProgramAsync("ffmpeg", "-version", cancellation).ConfigureAwait(false);
        if (version is null)
        {
            return ("", fault);
        }

        _ffmpegEncoders ??= (await BoundedProcess.RunAsync(["ffmpeg", "-hide_banner", "-encoders"], Limit, cancellation).ConfigureAwait(false)).Output;
        if (!Regex.IsMatch(_ffmpegEncoders, $@"^\s*[A-Z.]{{6}}\s+{Regex.Escape(encoder)}\s", RegexOptions.Multiline | RegexOptions.CultureInvariant))
        {
            return ("", $"ffmpeg has no encoder {encoder}");
        }

        if (encoder == "libx265" && !Versions.ContainsKey("x265"))
        {
            BoundedProcess.Outcome said = await BoundedProcess.RunAsync(
                ["ffmpeg", "-hide_banner", "-nostdin", "-f", "lavfi", "-i", "color=black:s=64x64:d=0.04", "-c:v", "libx265", "-f", "null", "-"], Limit, cancellation).ConfigureAwait(false);
            Versions["x265"] = X265Version().Match(said.Output) is { Success: true } match ? match.Groups[1].Value : "unknown";
        }

        return (encoder == "libx265" ? $"{version}, x265 {Versions["x265"]}" : $"{version}, {encoder}", null);
    }

    private async Task<(string? Version, string? Fault)> ProgramAsync(string program, string flag, CancellationToken cancellation)
    {
        if (!_programs.TryGetValue(program, out (string? Version, string? Fault) known))
        {
            try
            {
                string said = (await BoundedProcess.RunAsync([program, flag], Limit, cancellation).ConfigureAwait(false)).Output;
                known = (said.Split('\n')[0].Trim().Trim('*').Trim(), null);
                Versions[program] = known.Version!;
            }
            catch (CoderException e)
            {
                known = (null, e.Message);
            }

            _programs[program] = known;
        }

        return known;
    }

    internal static string? PathOf(string program) => program.Contains(Path.DirectorySeparatorChar)
        ? File.Exists(program) ? Path.GetFullPath(program) : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(f => f.Length > 0).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    [GeneratedRegex(@"HEVC encoder version (\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex X265Version();

    /// <summary>This machine.</summary>
    public static MachineFacts Machine()
    {
        string processor = "unknown";
        try
        {
            processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? processor;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            processor = Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? processor;
        }

        return new MachineFacts(
            System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString(),
            processor,
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            string.Create(CultureInfo.InvariantCulture, $".NET {Environment.Version}"));
    }
}
