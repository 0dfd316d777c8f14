using System.CommandLine;
using VideoFeat.Bridges.Profiles;

namespace VideoFeat.Cli;

/// <summary>Where the verbs that decode find the profiles that streams name.</summary>
internal sealed class ProfileFlag
{
    private readonly Option<string[]> _profiles = new("--profile")
    {
        Description = "Profiles that the stream may need: files, or folders of .profile files.",
        AllowMultipleArgumentsPerToken = true,
    };

    public ProfileFlag(Command command) => command.Options.Add(_profiles);

    public ProfileLibrary Read(ParseResult result) => ProfileLibrary.Open(result.GetValue(_profiles) ?? []);
}
