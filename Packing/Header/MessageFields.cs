namespace VideoFeat.Packing.Header;

/// <summary>The fields of one message, one after the other. Each method returns what is wrong, or null.</summary>
/// <param name="name">What the message is, for faults.</param>
internal abstract class MessageFields(string name)
{
    // Fields with tags below it stand once.
    private const int KnownTags = 32;

    private uint _seen;

    /// <summary>Takes all fields; those of <paramref name="needed"/> must be there.</summary>
    /// <param name="bytes">The fields.</param>
    /// <param name="needed">A bit for each tag.</param>
    /// <param name="whatIsNeeded">Their names and "is" or "are", for the fault.</param>
    protected string? Take(ReadOnlySpan<byte> bytes, uint needed, string whatIsNeeded)
    {
        var fields = new FieldReader(bytes);
        while (FeatureHeaderReader.NextField(ref fields, out byte tag, out FieldReader value))
        {
            if ((Seen(tag) ?? Field(tag, value)) is string fault)
            {
                return fault;
            }
        }

        return fields.Failed ? $"{name}: a field runs over the end of the message."
            : (_seen & needed) != needed ? $"{name}: {whatIsNeeded} missing."
            : null;
    }

    /// <summary>True of a field that may stand several times.</summary>
    protected virtual bool Repeats(byte tag) => false;

    /// <summary>Takes one field.</summary>
    protected abstract string? Field(byte tag, FieldReader value);

    /// <summary>What to say of a field that this reader does not know.</summary>
    protected string? Unknown(byte tag) => FeatureHeaderReader.Unknown(name, tag);

    private string? Seen(byte tag)
    {
        if (tag >= KnownTags)
        {
            return null;
        }

        bool twice = !Repeats(tag) && (_seen & (1u << tag)) != 0;
        _seen |= 1u << tag;
        return twice ? $"{name}: field {tag} stands twice." : null;
    }
}
