using VideoFeat.Packing;
using VideoFeat.Tests.Cli;

namespace VideoFeat.Tests.Rtp.Interop;

/// <summary>
/// Features through FFmpeg and GStreamer on loopback, both ways, plain and SRTP, through relays that packetize anew, and recorded: bit for bit, and every
/// access unit with its SEI. Each path takes a case and its opposite; <c>./build.sh bench interop</c> runs all.
/// </summary>
public class InteropTests
{
    public static TheoryData<string, int> Some { get; } = Pairs();

    [SkippableTheory]
    [MemberData(nameof(Some))]
    public async Task Features_survive_other_programs(string path, int index)
    {
        InteropPath chosen = InteropPath.All.Single(p => p.Name == path);
        Skip.IfNot(Tool.Exists(chosen.Program), $"skipped because {chosen.Program} is not installed");
        int intact = await InteropRun.RunAsync(chosen, InteropCase.All[index]);
        Assert.InRange(intact, InteropRun.Sets - chosen.Holds, InteropRun.Sets);
    }

    [SkippableTheory]
    [InlineData("us to gst, MP4")]
    [InlineData("us to gst, MKV")]
    public async Task A_recording_is_decoded_on_the_command_line(string path)
    {
        InteropPath chosen = InteropPath.All.Single(p => p.Name == path);
        Skip.IfNot(Tool.Exists(chosen.Program), $"skipped because {chosen.Program} is not installed");
        using var folder = new TemporaryFolder();
        await InteropRun.RunAsync(chosen, InteropCase.All[0], recording => Videofeat.Succeed("decode", recording, "-o", folder["out"]));
        Assert.Equal(InteropRun.Sets, Directory.GetFiles(folder["out"], "*.npy").Length);
    }

    private static TheoryData<string, int> Pairs()
    {
        var data = new TheoryData<string, int>();
        for (int i = 0; i < InteropPath.All.Count; i++)
        {
            int index = i % (InteropCase.All.Count / 2);
            data.Add(InteropPath.All[i].Name, index);
            data.Add(InteropPath.All[i].Name, InteropCase.All.Count - 1 - index);
        }

        return data;
    }
}
