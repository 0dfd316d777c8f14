namespace VideoFeat.Fuzz;

/// <summary>An input that broke a rule.</summary>
/// <param name="Input">The bytes.</param>
/// <param name="Rule">Which rule, as a sentence.</param>
/// <param name="Exception">What was thrown, where something was.</param>
internal sealed record FuzzFinding(byte[] Input, string Rule, Exception? Exception)
{
    public override string ToString() => $"{Rule}\ninput ({Input.Length} bytes): {Convert.ToHexString(Input)}\n{Exception}";
}
