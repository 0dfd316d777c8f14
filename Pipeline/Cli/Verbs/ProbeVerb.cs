using System.CommandLine;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Native;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat probe</c>: what works here, found by trying it.</summary>
internal static class ProbeVerb
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("probe", """
            Which encoders and decoders work on this machine, found by coding, decoding and comparing real pictures.

            Example:
              videofeat probe
            """) { json };
        command.SetAction((result, cancellation) => Faults.GuardAsync(() => Task.Run(() => Probe(result.GetValue(json)), cancellation)));
        return command;
    }

    private static int Probe(bool json)
    {
        NativeLibraryInfo native = NativeLibraryInfo.Read();
        IReadOnlyList<HevcProbe> found = HevcProbe.RunAll();
        if (json)
        {
            Terminal.WriteJson(new
            {
                platform = RuntimeInformation.RuntimeIdentifier,
                libavcodec = native.LibavcodecLoaded.ToString(),
                license = native.License,
                probes = found,
            });
            return ExitCode.Ok;
        }

        Console.Out.WriteLine($"libavcodec {native.LibavcodecLoaded} ({native.License}), {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors");
        Spectre.Console.Table table = Terminal.Table("", "what was tried", "works", "ms", "failed at", "why");
        foreach (HevcProbe probe in found)
        {
            table.AddTextRow(probe.Kind, probe.Name, probe.Works ? "yes" : "no", $"{probe.Milliseconds:F1}", probe.Works ? "" : probe.Stage, probe.Works ? "" : probe.Reason);
        }

        Terminal.Write(table);
        return ExitCode.Ok;
    }
}
