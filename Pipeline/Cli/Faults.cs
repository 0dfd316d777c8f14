using VideoFeat.Bridges;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Cli;

/// <summary>From an exception to one clear line and an exit status.</summary>
internal static class Faults
{
    public static async Task<int> GuardAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb().ConfigureAwait(false);
        }
        catch (Exception e) when (Status(e) is int status)
        {
            Terminal.Error(status == ExitCode.Cancelled ? "stopped" : OneLine(e.Message));
            return status;
        }
        catch (Exception e)
        {
            Terminal.Error($"internal error, please report it: {e}");
            return ExitCode.Bug;
        }
    }

    internal static int? Status(Exception e) => e switch
    {
        OperationCanceledException => ExitCode.Cancelled,
        AggregateException { InnerExceptions.Count: 1 } one => Status(one.InnerExceptions[0]),
        FeatureFormatException or FileNotFoundException or DirectoryNotFoundException or EndOfStreamException => ExitCode.BadInput,
        BridgeException or NativeException or DllNotFoundException or PlatformNotSupportedException => ExitCode.Unavailable,
        UnauthorizedAccessException or IOException => ExitCode.CannotWrite,
        ArgumentException or KeyNotFoundException or FeatureValueException => ExitCode.Usage,
        _ => null,
    };

    // ArgumentException appends the name of a parameter, which a user has never seen.
    private static string OneLine(string message)
    {
        int parameter = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return (parameter < 0 ? message : message[..parameter]).ReplaceLineEndings(" ");
    }
}
