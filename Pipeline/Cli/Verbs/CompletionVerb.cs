using System.CommandLine;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat completion</c>: a script that teaches a shell to complete verbs, flags and their values.</summary>
internal static class CompletionVerb
{
    private const string Bash = """
        # videofeat completion for bash: put this line into ~/.bashrc:  source <(videofeat completion bash)
        _videofeat() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(videofeat "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
          [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o filenames -F _videofeat videofeat
        """;

    private const string Zsh = """
        # videofeat completion for zsh: put this line into ~/.zshrc:  source <(videofeat completion zsh)
        _videofeat() {
          local -a found
          found=("${(@f)$(videofeat "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -- $found
          _files
        }
        compdef _videofeat videofeat
        """;

    private const string Fish = """
        # videofeat completion for fish:  videofeat completion fish > ~/.config/fish/completions/videofeat.fish
        complete -c videofeat -a '(videofeat "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", """
            A script that teaches your shell to complete videofeat's verbs and flags.

            Example:
              source <(videofeat completion bash)
            """) { shell };
        command.SetAction(result => Console.Out.WriteLine(result.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish }));
        return command;
    }
}
