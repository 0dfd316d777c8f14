using System.CommandLine;
using VideoFeat.Cli;
using VideoFeat.Cli.Verbs;

var root = new RootCommand("""
    Feature tensors as video: a split network's features through HEVC and back.

    Examples:
      videofeat demo                                          the main job on real images
      videofeat encode features/ -o features.mp4 --lossless   tensors into a file that every player takes
      videofeat decode features.mp4 -o back/                  and back
      videofeat send features/ --to rtp://127.0.0.1:5004 --sdp s.sdp   tensors as an RTP stream
      videofeat receive s.sdp -o back/                        and back
      videofeat run model.onnx --cut stage2 --images photos/  front half, HEVC, back half

    Exit status: 0 done; 2 wrong command line; 3 bad input; 4 something this machine lacks; 5 output cannot be written; 130 stopped.
    """)
{
    EncodeVerb.Create(),
    DecodeVerb.Create(),
    BatchVerb.Create(),
    InfoVerb.Create(),
    SendVerb.Create(),
    ReceiveVerb.Create(),
    SplitVerb.Create(),
    CalibrateVerb.Create(),
    CompareVerb.Create(),
    RunVerb.Create(),
    ProbeVerb.Create(),
    DemoVerb.Create(),
    CompletionVerb.Create(),
};

// A verb has this long after Ctrl-C to put away what is half done.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // A misspelt verb is reported as missing too; one line says enough.
    IEnumerable<string> faults = parsed.Errors.Select(e => e.Message).Where(m => parsed.Errors.Count == 1 || m != "Required command was not provided.");
    Terminal.Error(string.Join(" ", faults));
    Terminal.Note($"Try: videofeat {parsed.CommandResult.Command.Name switch { "videofeat" => "", var verb => verb + " " }}--help");
    return ExitCode.Usage;
}

return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
