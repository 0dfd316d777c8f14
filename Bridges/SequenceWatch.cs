namespace VideoFeat.Bridges;

/// <summary>Knows from the sequence numbers which sets never arrived, and says so in their place.</summary>
internal sealed class SequenceWatch
{
    /// <summary>Sets that may be reported as never arrived at one gap; about a minute and a half at 100 sets a second.</summary>
    private const ulong MaxGap = 10_000;

    private ulong? _opened;
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
        bool goesOn = _closed is ulong closed && sequence > closed && sequence - closed <= MaxGap;
        _opened = goesOn ? _opened : sequence;
        string reason = _headerFault is null ? "the set never arrived" : $"its feature header did not arrive whole: {_headerFault}";
        _headerless = 0;
        _headerFault = null;
        return goesOn ? Lost(_closed!.Value + 1, sequence, reason) : [];
    }

    /// <summary>A set was handed out, whole or lost.</summary>
    public void Closed(ulong sequence) => _closed = sequence;

    /// <summary>
    /// What the end of the stream leaves: sets that the sender announced and that never arrived, in front and behind; without an announcement one
    /// lost set where the last access units had no readable header.
    /// </summary>
    public IReadOnlyList<DecodedFeature> AtEnd(AnnouncedSets? announced)
    {
        List<DecodedFeature> lost = [];
        ulong next = _closed + 1 ?? 0;
        if (announced is { } sets)
        {
            const string reason = "the set never arrived; the sender announced it";
            lost.AddRange(sets.First is ulong first ? Lost(first, _opened ?? sets.Next, reason) : []);
            lost.AddRange(_closed is null ? [] : Lost(next, sets.Next, reason));
        }

        if (_headerless > 0 && (announced is null || announced.Value.Next <= next))
        {
            string reason = $"the last {_headerless} access units have no readable feature header{(_headerFault is null ? "" : $" ({_headerFault})")}";
            lost.Add(new DecodedFeature { State = FeatureState.Lost, Reason = reason, Sequence = next });
        }

        _headerless = 0;
        return lost;
    }

    // What is announced comes from outside: more than a plausible gap is not believed.
    private static List<DecodedFeature> Lost(ulong from, ulong to, string reason)
    {
        List<DecodedFeature> sets = [];
        for (ulong lost = from; lost < to && to - from <= MaxGap; lost++)
        {
            sets.Add(new DecodedFeature { State = FeatureState.Lost, Reason = reason, Sequence = lost });
        }

        return sets;
    }
}
