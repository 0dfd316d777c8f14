namespace VideoFeat.Bridges;

/// <summary>Why an access unit that arrived in part was not handed out.</summary>
public enum DropReason
{
    /// <summary>Packets inside it are missing.</summary>
    PacketsMissing = 1,

    /// <summary>Packets before the first that arrived of it are missing, and that one does not open an access unit.</summary>
    StartMissing = 2,

    /// <summary>Its packets are not H.265 as RFC 7798 has it.</summary>
    Malformed = 3,

    /// <summary>It exceeds the receiver's limit of bytes.</summary>
    TooLarge = 4,

    /// <summary>Its NAL units come in another order than they are decoded in, which this receiver does not undo.</summary>
    Interleaved = 5,

    /// <summary>It arrived whole, but refers to pictures that did not; a key picture is awaited.</summary>
    WaitingForKey = 6,

    /// <summary>It arrived whole, but nobody took the ones before it in time.</summary>
    ConsumerTooSlow = 7,
}
