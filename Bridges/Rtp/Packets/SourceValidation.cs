namespace VideoFeat.Bridges.Rtp.Packets;

/// <summary>What <see cref="SourceValidation"/> says of a packet.</summary>
internal enum SourceVerdict
{
    /// <summary>The source is not yet believed: two packets in sequence are needed.</summary>
    Probation = 1,

    /// <summary>The packet belongs to the source; it may be late, early or a duplicate.</summary>
    Valid = 2,

    /// <summary>Far from all that came before: dropped, unless the next one follows it.</summary>
    Jump = 3,

    /// <summary>The second packet in sequence after a jump: the source starts anew here.</summary>
    Restart = 4,
}

/// <summary>Source validity as RFC 3550, appendix A.1, has it: a stray packet neither opens a source nor moves its sequence numbers.</summary>
internal sealed class SourceValidation
{
    // The constants of RFC 3550, A.1.
    private const int MaxDropout = 3000, MaxMisorder = 100, MinSequential = 2;

    private ushort _largest;
    private int _probation = MinSequential;
    private ushort? _afterJump;
    private bool _started;

    /// <summary>Judges the next packet of one SSRC.</summary>
    public SourceVerdict Judge(ushort sequenceNumber)
    {
        ushort ahead = (ushort)(sequenceNumber - _largest);
        if (_probation > 0)
        {
            _probation = _started && ahead == 1 ? _probation - 1 : MinSequential - 1;
            _started = true;
            _largest = sequenceNumber;
            return _probation > 0 ? SourceVerdict.Probation : SourceVerdict.Valid;
        }

        if (ahead < MaxDropout)
        {
            _largest = sequenceNumber;
            _afterJump = null;
            return SourceVerdict.Valid;
        }

        if (ahead > (1 << 16) - MaxMisorder)
        {
            return SourceVerdict.Valid; // late or a duplicate
        }

        if (_afterJump == sequenceNumber)
        {
            _largest = sequenceNumber;
            _afterJump = null;
            return SourceVerdict.Restart;
        }

        _afterJump = (ushort)(sequenceNumber + 1);
        return SourceVerdict.Jump;
    }
}
