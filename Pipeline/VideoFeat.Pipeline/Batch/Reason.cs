namespace VideoFeat.Batch;

/// <summary>Why an item is bad, in one line.</summary>
internal static class Reason
{
    public static string Of(Exception e)
    {
        int parameter = e.Message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return (parameter < 0 ? e.Message : e.Message[..parameter]).ReplaceLineEndings(" ");
    }
}
