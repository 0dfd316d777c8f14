namespace VideoFeat.Bridges.Rtp;

/// <summary>Options are checked together, and all faults are told at once.</summary>
internal static class OptionFaults
{
    public static void Throw(params ReadOnlySpan<(bool Good, string Fault)> checks)
    {
        List<string> faults = [];
        foreach ((bool good, string fault) in checks)
        {
            if (!good)
            {
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }
}
