namespace VideoFeat.Bridges;

/// <summary>Knows from the sequence numbers which sets never arrived, and says so in their place.</summary>
internal sealed class SequenceWatch
{
    /// <summary>Sets that may be reported as never arrived at one gap; about a minute and a half at 100 sets a second.</summary>
    private const ulong MaxGap = 10_000;

    private ulong? _closed;
    private int _headerless;
    private string? _headerFault;

    /// <summary>An access unit without a readable header, and what is wrong with it where it has one.</summary>
    public void Headerless(string? fault)
    {
        _headerless++;
        _headerFault ??= fault;
    }

    /// <summary>The sets that are missing before this one. A jump back or far ahead is a new stream, not a loss.</summary>
    public IReadOnlyList<DecodedFeature> Before(ulong sequence)
    {
        var missing = new List<DecodedFeature>();
        if (_closed is ulong closed && sequence > closed && sequence - closed <= MaxGap)
        {
            string reason = _headerFault is null ? "the set never arrived" : $"its feature header did not arrive whole: {_headerFault}";
            for (ulong lost = closed + 1; lost < sequence; lost++)
            {
                missing.Add(new DecodedFeature { State = FeatureState.Lost, Reason = reason, Sequence = lost });
            }
        }

        _headerless = 0;
        _headerFault = null;
        return missing;
    }

    /// <summary>A set was handed out, whole or lost.</summary>
    public void Closed(ulong sequence) => _closed = sequence;

    /// <summary>What the end of the stream leaves: one lost set where its last access units had no readable header, else null.</summary>
    public DecodedFeature? AtEnd()
    {
        if (_headerless == 0)
        {
            return null;
        }

        string reason = $"the last {_headerless} access units have no readable feature header{(_headerFault is null ? "" : $" ({_headerFault})")}";
        _headerless = 0;
        return new DecodedFeature { State = FeatureState.Lost, Reason = reason, Sequence = _closed is ulong last ? last + 1 : 0 };
    }
}
